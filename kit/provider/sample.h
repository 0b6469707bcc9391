#pragma once
/* What both samples share: a switch that starts requests, asks about them and watches their words,
   while the provider of the sample completes them on a thread of its own. The seed decides what
   moves, what fails, and whose turn it is between any two steps, so that a seed always gives the
   same trace. A provider of your own needs none of these turns.

   A sample defines sample_complete: the request has ended, tell it. */

#include <stdlib.h>

#include "ioracle_provider.h"

struct sample_end {
  uint32_t error;
  uint32_t flags;
  uint32_t bytes;
};

static void sample_complete(struct ioracle_overlapped* overlapped, struct sample_end end);

enum { SAMPLE_REQUESTS = 4, SAMPLE_CAPACITY = 9, SAMPLE_RESET = 10054 };

static struct ioracle_event sample_event = {"e", 0, PTHREAD_COND_INITIALIZER};
static struct ioracle_overlapped sample_overlapped = {"ov", {0, 0, 0, 0}, &sample_event};

enum { SAMPLE_MAIN, SAMPLE_PROVIDER, SAMPLE_READER, SAMPLE_THREADS };

/* Only who has the turn touches these, but for the mutex and the condition. */
static uint32_t sample_state = 1;
static int sample_alive[SAMPLE_THREADS] = {1, 0, 0};
static int sample_turn = SAMPLE_MAIN;
static pthread_mutex_t sample_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t sample_turned = PTHREAD_COND_INITIALIZER;
static _Thread_local int sample_self = SAMPLE_MAIN;

static uint32_t sample_random(uint32_t below) {
  sample_state ^= sample_state << 13;
  sample_state ^= sample_state >> 17;
  sample_state ^= sample_state << 5;
  return sample_state % below;
}

static void sample_seed(uint32_t seed) {
  sample_state = (seed * 2654435761U) ^ 0x9E3779B9U;
  if (sample_state == 0) sample_state = 1;
  for (int turn = 0; turn < 8; ++turn) sample_random(2);
}

static void sample_await_turn(void) {
  while (sample_turn != sample_self) pthread_cond_wait(&sample_turned, &sample_mutex);
}

/* Gives the turn to any thread, perhaps to the same; the mutex is held. */
static void sample_give_turn(void) {
  do sample_turn = (int)sample_random(SAMPLE_THREADS);
  while (!sample_alive[sample_turn]);
  pthread_cond_broadcast(&sample_turned);
}

static void sample_pause(void) {
  pthread_mutex_lock(&sample_mutex);
  sample_give_turn();
  sample_await_turn();
  pthread_mutex_unlock(&sample_mutex);
}

static void sample_begin_thread(int self) {
  sample_self = self;
  pthread_mutex_lock(&sample_mutex);
  sample_await_turn();
  pthread_mutex_unlock(&sample_mutex);
}

static void sample_end_thread(void) {
  pthread_mutex_lock(&sample_mutex);
  sample_alive[sample_self] = 0;
  sample_give_turn();
  pthread_mutex_unlock(&sample_mutex);
}

/* Without turns: ioracle_wait_event. */
static void sample_wait_event(void) {
  while (!sample_event.signaled) sample_pause();
}

static void* sample_provide(void* argument) {
  const struct sample_end* end = argument;
  sample_begin_thread(SAMPLE_PROVIDER);
  ioracle_thread("provider");
  sample_pause();
  sample_complete(&sample_overlapped, *end);
  sample_end_thread();
  return NULL;
}

static void* sample_watch(void* argument) {
  (void)argument;
  sample_begin_thread(SAMPLE_READER);
  ioracle_thread("reader");
  for (uint32_t looks = 1 + sample_random(6); looks > 0; --looks) {
    sample_pause();
    const uint32_t what = sample_random(5);
    if (what == 4) {
      ioracle_observe_event(&sample_event);
    } else {
      ioracle_observe(&sample_overlapped, what < 2 ? IORACLE_INTERNAL : IORACLE_INTERNAL_HIGH);
    }
  }
  sample_end_thread();
  return NULL;
}

/* WSPGetOverlappedResult, the typical way. Returns whether the request had ended. */
static int sample_query(int wait) {
  char arguments[256];
  snprintf(arguments, sizeof arguments,
           "\"s\":\"s\",\"lpOverlapped\":{\"at\":\"ov\",\"hEvent\":\"e\"},"
           "\"lpcbTransfer\":{\"var\":\"count\",\"value\":3735928559},\"fWait\":%d,"
           "\"lpdwFlags\":{\"var\":\"flags\",\"value\":3735928559},"
           "\"lpErrno\":{\"var\":\"code\",\"value\":3735928559}",
           wait);
  const unsigned long id = ioracle_call("WSPGetOverlappedResult", arguments);
  sample_pause();
  char outputs[160];
  if (ioracle_load(&sample_overlapped, IORACLE_INTERNAL) == IORACLE_IN_PROGRESS) {
    if (!wait) {
      snprintf(outputs, sizeof outputs, "\"lpcbTransfer\":\"untouched\",\"lpErrno\":%d",
               IORACLE_IO_INCOMPLETE);
      ioracle_return(id, "0", outputs);
      return 0;
    }
    sample_wait_event();
  }
  const unsigned error = (unsigned)ioracle_load(&sample_overlapped, IORACLE_OFFSET_HIGH);
  if (error != 0) {
    snprintf(outputs, sizeof outputs, "\"lpcbTransfer\":\"untouched\",\"lpErrno\":%u", error);
  } else {
    snprintf(outputs, sizeof outputs, "\"lpcbTransfer\":%u,\"lpdwFlags\":%u",
             (unsigned)ioracle_load(&sample_overlapped, IORACLE_INTERNAL_HIGH),
             (unsigned)ioracle_load(&sample_overlapped, IORACLE_OFFSET));
  }
  ioracle_return(id, error != 0 ? "0" : "1", outputs);
  return 1;
}

/* The switch waits for the event, and resets it before it starts another request. */
static void sample_reset_event(void) {
  const unsigned long wait =
      ioracle_call("WaitForSingleObject", "\"hHandle\":\"e\",\"dwMilliseconds\":4294967295");
  sample_wait_event();
  ioracle_return(wait, "0", "");
  const unsigned long id = ioracle_call("ResetEvent", "\"hEvent\":\"e\"");
  ioracle_set_event(&sample_event, 0);
  ioracle_return(id, "1", "");
}

/* WSPRecv that leaves its request pending. */
static void sample_start(void) {
  char arguments[400];
  snprintf(arguments, sizeof arguments,
           "\"s\":\"s\",\"lpBuffers\":[{\"buf\":\"b\",\"len\":%d}],"
           "\"lpNumberOfBytesRecvd\":{\"var\":\"n\",\"value\":3735928559},"
           "\"lpFlags\":{\"var\":\"f\",\"value\":0},"
           "\"lpOverlapped\":{\"at\":\"ov\",\"hEvent\":\"e\",\"Offset\":0,\"OffsetHigh\":0},"
           "\"lpCompletionRoutine\":null,\"lpErrno\":{\"var\":\"code\",\"value\":3735928559}",
           SAMPLE_CAPACITY);
  const unsigned long id = ioracle_call("WSPRecv", arguments);
  ioracle_store(&sample_overlapped, IORACLE_INTERNAL, IORACLE_IN_PROGRESS, "provider");
  char outputs[64];
  snprintf(outputs, sizeof outputs, "\"lpErrno\":%d", IORACLE_IO_PENDING);
  ioracle_return(id, "-1", outputs);
}

static int sample_main(const char* name, int count, char** words) {
  if (count > 2) {
    fprintf(stderr, "usage: %s [SEED]\nWrites a trace to stdout.\n", name);
    return 2;
  }
  sample_seed(count == 2 ? (uint32_t)strtoul(words[1], NULL, 10) : 1);
  ioracle_open(name);
  ioracle_declare("typical_provider", "s");
  ioracle_declare("provider_words", "s");
  for (int request = 0; request < SAMPLE_REQUESTS; ++request) {
    sample_start();
    struct sample_end end = {0, 0, 0};
    if (sample_random(4) == 0) {
      end.error = SAMPLE_RESET;
    } else {
      end.flags = sample_random(3);
      end.bytes = sample_random(SAMPLE_CAPACITY + 1);
    }
    pthread_t provider;
    pthread_t reader;
    sample_alive[SAMPLE_PROVIDER] = sample_alive[SAMPLE_READER] = 1;
    if (pthread_create(&provider, NULL, sample_provide, &end) != 0 ||
        pthread_create(&reader, NULL, sample_watch, NULL) != 0) {
      fprintf(stderr, "%s: no thread could be started\n", name);
      return 2;
    }
    int ended = 0;
    for (uint32_t queries = sample_random(3); queries > 0 && !ended; --queries) {
      ended = sample_query(0);
    }
    if (!ended) sample_query(1);
    while (sample_alive[SAMPLE_PROVIDER] || sample_alive[SAMPLE_READER]) sample_pause();
    pthread_join(provider, NULL);
    pthread_join(reader, NULL);
    sample_reset_event();
  }
  ioracle_close();
  return 0;
}
