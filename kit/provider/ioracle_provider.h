#pragma once
/* What a service provider needs to show its work to ioracle: words of an OVERLAPPED of which every
   single write and read is an event of a trace, an event object, and the lines of calls and
   returns. One header, C11 with POSIX threads. A program that uses it writes a trace to stdout:

     ioracle_open("my_provider");
     ioracle_store(&overlapped, IORACLE_OFFSET_HIGH, error, "provider");  writes, and tells it
     ioracle_load(&overlapped, IORACLE_INTERNAL);                         reads, and tells nothing
     ioracle_close();

   A write and its line are one step: no other line comes between them, so that the order of the
   trace is the order in which the words changed. A thread names itself once, by ioracle_thread.

   ioracle_upcall plays WPUCompleteOverlappedRequest, for programs that have no switch. */

#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

enum { IORACLE_IN_PROGRESS = 0x103, IORACLE_IO_INCOMPLETE = 996, IORACLE_IO_PENDING = 997 };

enum ioracle_word {
  IORACLE_INTERNAL,
  IORACLE_INTERNAL_HIGH,
  IORACLE_OFFSET,
  IORACLE_OFFSET_HIGH,
  IORACLE_WORDS
};

/* A manual-reset event. */
struct ioracle_event {
  const char* name;
  int signaled;
  pthread_cond_t changed;
};

struct ioracle_overlapped {
  const char* name;
  uint64_t words[IORACLE_WORDS];
  struct ioracle_event* event;
};

static pthread_mutex_t ioracle_mutex = PTHREAD_MUTEX_INITIALIZER;
static unsigned long ioracle_seq = 0;
static unsigned long ioracle_last_id = 0;
static _Thread_local const char* ioracle_thread_name = "main";

static const char* ioracle_word_name(enum ioracle_word word) {
  static const char* const names[] = {"Internal", "InternalHigh", "Offset", "OffsetHigh"};
  return names[word];
}

/* One line; the mutex is held. `format` tells the members behind the thread. */
static void ioracle_line(const char* event, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  printf("{\"event\":\"%s\",\"seq\":%lu,\"thread\":\"%s\"", event, ++ioracle_seq,
         ioracle_thread_name);
  vprintf(format, arguments);
  printf("}\n");
  va_end(arguments);
}

static inline void ioracle_thread(const char* name) {
  pthread_mutex_lock(&ioracle_mutex);
  ioracle_thread_name = name;
  ioracle_line("thread_start", "%s", "");
  pthread_mutex_unlock(&ioracle_mutex);
}

/* The line of a call: its arguments as docs/formats.md writes them. Returns the id of the call. */
static inline unsigned long ioracle_call(const char* function, const char* arguments) {
  pthread_mutex_lock(&ioracle_mutex);
  const unsigned long id = ++ioracle_last_id;
  ioracle_line("call", ",\"id\":%lu,\"function\":\"%s\",\"arguments\":{%s}", id, function,
               arguments);
  pthread_mutex_unlock(&ioracle_mutex);
  return id;
}

/* The line of its return; `value` and `outputs` as JSON. */
static inline void ioracle_return(unsigned long id, const char* value, const char* outputs) {
  pthread_mutex_lock(&ioracle_mutex);
  ioracle_line("return", ",\"id\":%lu,\"value\":%s,\"outputs\":{%s}", id, value, outputs);
  pthread_mutex_unlock(&ioracle_mutex);
}

/* What the provider declares of a socket: typical_provider, provider_words. */
static inline void ioracle_declare(const char* action, const char* object) {
  pthread_mutex_lock(&ioracle_mutex);
  ioracle_line("environment", ",\"action\":\"%s\",\"object\":\"%s\"", action, object);
  pthread_mutex_unlock(&ioracle_mutex);
}

/* Begins a trace: Winsock is started, and there are a socket "s" and an event "e". */
static inline void ioracle_open(const char* scenario) {
  printf("{\"event\":\"header\",\"format\":1,\"scenario\":\"%s\"}\n", scenario);
  ioracle_thread("main");
  ioracle_return(ioracle_call("WSAStartup", "\"wVersionRequested\":514"), "0", "");
  ioracle_return(
      ioracle_call("WSASocketW", "\"af\":2,\"type\":1,\"protocol\":6,\"g\":0,\"dwFlags\":1"),
      "\"s\"", "");
  ioracle_return(ioracle_call("CreateEventW", "\"bManualReset\":1,\"bInitialState\":0"), "\"e\"",
                 "");
}

/* Ends it: every other thread was joined, and nothing moves any more. */
static inline void ioracle_close(void) {
  pthread_mutex_lock(&ioracle_mutex);
  printf("{\"event\":\"settle\",\"seq\":%lu,\"blocked\":[]}\n", ++ioracle_seq);
  printf("{\"event\":\"end\",\"seq\":%lu}\n", ++ioracle_seq);
  pthread_mutex_unlock(&ioracle_mutex);
}

/* Writes a word; `actor` is "provider" or "switch". */
static inline void ioracle_store(struct ioracle_overlapped* overlapped, enum ioracle_word word,
                                 uint64_t value, const char* actor) {
  pthread_mutex_lock(&ioracle_mutex);
  overlapped->words[word] = value;
  ioracle_line("word", ",\"overlapped\":\"%s\",\"words\":{\"%s\":%llu},\"actor\":\"%s\"",
               overlapped->name, ioracle_word_name(word), (unsigned long long)value, actor);
  pthread_mutex_unlock(&ioracle_mutex);
}

/* Reads a word as the provider does, which no trace tells. */
static inline uint64_t ioracle_load(const struct ioracle_overlapped* overlapped,
                                    enum ioracle_word word) {
  pthread_mutex_lock(&ioracle_mutex);
  const uint64_t value = overlapped->words[word];
  pthread_mutex_unlock(&ioracle_mutex);
  return value;
}

/* Reads a word as anyone beside it may, and tells what was seen. */
static inline void ioracle_observe(const struct ioracle_overlapped* overlapped,
                                   enum ioracle_word word) {
  pthread_mutex_lock(&ioracle_mutex);
  ioracle_line("observe", ",\"overlapped\":\"%s\",\"words\":{\"%s\":%llu}", overlapped->name,
               ioracle_word_name(word), (unsigned long long)overlapped->words[word]);
  pthread_mutex_unlock(&ioracle_mutex);
}

static inline void ioracle_set_event(struct ioracle_event* event, int signaled) {
  pthread_mutex_lock(&ioracle_mutex);
  event->signaled = signaled;
  pthread_cond_broadcast(&event->changed);
  pthread_mutex_unlock(&ioracle_mutex);
}

static inline void ioracle_observe_event(const struct ioracle_event* event) {
  pthread_mutex_lock(&ioracle_mutex);
  ioracle_line("observe", ",\"handle\":\"%s\",\"signaled\":%s", event->name,
               event->signaled ? "true" : "false");
  pthread_mutex_unlock(&ioracle_mutex);
}

static inline void ioracle_wait_event(struct ioracle_event* event) {
  pthread_mutex_lock(&ioracle_mutex);
  while (!event->signaled) pthread_cond_wait(&event->changed, &ioracle_mutex);
  pthread_mutex_unlock(&ioracle_mutex);
}

/* WPUCompleteOverlappedRequest: InternalHigh takes the count, then Internal another value than
   WSS_OPERATION_IN_PROGRESS, then the event is signaled. `pause` runs between any two of them;
   NULL: nothing. */
static inline void ioracle_upcall(struct ioracle_overlapped* overlapped, uint32_t error,
                                  uint32_t bytes, void (*pause)(void)) {
  char arguments[256];
  snprintf(arguments, sizeof arguments,
           "\"s\":\"s\",\"lpOverlapped\":\"%s\",\"dwError\":%u,\"cbTransferred\":%u,"
           "\"lpErrno\":\"upcall_code\"",
           overlapped->name, (unsigned)error, (unsigned)bytes);
  const unsigned long id = ioracle_call("WPUCompleteOverlappedRequest", arguments);
  if (pause) pause();
  ioracle_store(overlapped, IORACLE_INTERNAL_HIGH, bytes, "switch");
  if (pause) pause();
  ioracle_store(overlapped, IORACLE_INTERNAL, error == 0 ? 0 : 0xC0000001U, "switch");
  if (pause) pause();
  if (overlapped->event) ioracle_set_event(overlapped->event, 1);
  ioracle_return(id, "0", "");
}
