
HELPER void tell_packets(struct call *call, const OVERLAPPED_ENTRY *packets, ULONG count) {
  char *text = call->note->text;
  ULONG index;
  for (index = 0; index < count; ++index) {
    append(text, "; packet of ");
    append_pointer(text, packets[index].lpOverlapped);
    append(text, " with key ");
    append_number(text, packets[index].lpCompletionKey);
    append(text, ", status ");
    append_hexadecimal(text, packets[index].Internal);
    append(text, ", bytes ");
    append_number(text, packets[index].dwNumberOfBytesTransferred);
  }
}
