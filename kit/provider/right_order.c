/* A provider that completes a request in the typical order: error, flags, then the upcall, which
   stores the count before it changes Internal. */

#include "sample.h"

static void sample_complete(struct ioracle_overlapped* overlapped, struct sample_end end) {
  ioracle_store(overlapped, IORACLE_OFFSET_HIGH, end.error, "provider");
  sample_pause();
  ioracle_store(overlapped, IORACLE_OFFSET, end.flags, "provider");
  sample_pause();
  ioracle_upcall(overlapped, end.error, end.bytes, sample_pause);
}

int main(int count, char** words) { return sample_main("right_order", count, words); }
