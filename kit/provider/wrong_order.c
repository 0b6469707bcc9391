/* A provider that gets the order wrong: it changes Internal itself as soon as the request has
   ended, so that a query may take a count that nobody has stored yet. */

#include "sample.h"

static void sample_complete(struct ioracle_overlapped* overlapped, struct sample_end end) {
  ioracle_store(overlapped, IORACLE_OFFSET_HIGH, end.error, "provider");
  ioracle_store(overlapped, IORACLE_OFFSET, end.flags, "provider");
  ioracle_store(overlapped, IORACLE_INTERNAL, 0, "provider");
  sample_pause();
  ioracle_upcall(overlapped, end.error, end.bytes, sample_pause);
}

int main(int count, char** words) { return sample_main("wrong_order", count, words); }
