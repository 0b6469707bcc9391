/* ------------------------------------------------------------------------------------------------
 * What every such program needs. A thread of the scenario is a real thread, which between its steps
 * waits and is not alertable. A step is released when those before it are done, or when nothing has
 * moved for a while. Steps of a race are released together. */

#define TEXT_SIZE 512
#define NOTES_MAX 1024
#define STEP_PATIENCE_MS 100
#define SETTLE_PATIENCE_MS 250
#define TIMER_WAIT_MAX_MS 30000
#define PRESET 0xDEADBEEFu

#ifdef _MSC_VER
#pragma warning(disable : 4100 4505)
#define HELPER static
#define OF_THREAD __declspec(thread)
#else
#define HELPER static __attribute__((unused))
#define OF_THREAD __thread
#endif

union variable {
  DWORD number;
  ULONG_PTR wide;
  OVERLAPPED *pointer;
};

enum outcome { NOT_BOUND, SUCCEEDED, PENDING, FAILED };

struct result { /* of a call, as expressions ask for it */
  long long value;
  DWORD error;
  enum outcome outcome;
};

struct place { /* memory that has a name */
  void *address;
  const char *name;
};

struct permitted { /* one text that the model allows in one place */
  const char *key;
  const char *text;
};

struct actor { /* a thread of the scenario */
  const char *name;
  HANDLE thread;
  HANDLE wake;
  volatile LONG done; /* its steps before this place in the list are done */
  volatile LONG exited;
  volatile LONG lines_up; /* its next call is one of a race */
  volatile LONG settling;
  volatile LONG call; /* that it is in; 0: none */
  volatile ULONGLONG wakes_at;
  int calls, observations, routines;
  DWORD last_error; /* that its last call left: what happens between changes nothing */
};

struct step {
  struct actor *actor;
  void (*perform)(void);
  int unit; /* steps of one unit are released together */
  int busy; /* the thread spins before it rather than wait */
};

struct note { /* something that was observed */
  char key[128];
  const char *label;
  char text[TEXT_SIZE];
};

struct call {
  struct note *note;
  struct result result;
  LONG outer;
};

static struct note notes[NOTES_MAX];
static volatile LONG note_count;
static volatile LONG progress;
static volatile LONG released; /* steps before this place in the list may be performed */
static volatile LONG line_size, line_arrived;
static OF_THREAD struct actor *self;

static const struct step *all_steps;
static int step_count;
static const struct place *all_places;

HELPER void append(char *text, const char *more) {
  const size_t used = strlen(text);
  if (used + 1 < TEXT_SIZE) strncat(text, more, TEXT_SIZE - used - 1);
}

HELPER void append_number(char *text, unsigned long long number) {
  char digits[24];
  int at = sizeof digits;
  digits[--at] = 0;
  do {
    digits[--at] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  append(text, digits + at);
}

HELPER void append_signed(char *text, long long number) {
  if (number < 0) append(text, "-");
  append_number(text, number < 0 ? 0ull - (unsigned long long)number : (unsigned long long)number);
}

HELPER void append_hexadecimal(char *text, unsigned long long number) {
  char digits[24];
  sprintf(digits, "0x%lX", (unsigned long)number);
  append(text, digits);
}

HELPER void append_pointer(char *text, const void *pointer) {
  const struct place *place = all_places;
  if (pointer == NULL) {
    append(text, "NULL");
    return;
  }
  for (; place->name != NULL; ++place) {
    if (place->address == pointer) {
      append(text, place->name);
      return;
    }
  }
  append(text, "no OVERLAPPED of this program");
}

HELPER struct note *new_note(const char *kind, int number, const char *of, const char *label) {
  const LONG index = InterlockedIncrement(&note_count) - 1;
  struct note *note;
  if (index >= NOTES_MAX) {
    printf("more than %d observations\n", NOTES_MAX);
    exit(3);
  }
  note = &notes[index];
  sprintf(note->key, "%.40s%s %d %.60s", self->name, kind, number, of);
  note->label = label;
  return note;
}

/* Racers go on together. */
HELPER void line_up(void) {
  if (!self->lines_up) return;
  self->lines_up = 0;
  InterlockedIncrement(&line_arrived);
  while (line_arrived < line_size) YieldProcessor();
}

HELPER void begin_call(struct call *call, const char *function, const char *label, DWORD timeout) {
  call->note = new_note("", ++self->calls, function, label);
  strcpy(call->note->text, "does not return");
  call->outer = self->call;
  self->call = self->calls;
  self->wakes_at = timeout == INFINITE ? 0 : GetTickCount64() + timeout;
  InterlockedIncrement(&progress);
  line_up();
  SetLastError(self->last_error);
}

enum returns { BOOLEAN_, ERROR_CODE, HANDLE_, SOCKET_, WAIT, COUNT, NUMBER, NOTHING };

HELPER void end_call(struct call *call, enum returns returns, long long value) {
  const DWORD error = GetLastError();
  char *text = call->note->text;
  int failed = 0;
  text[0] = 0;
  switch (returns) {
    case BOOLEAN_:
      failed = value == 0;
      append(text, failed ? "FALSE" : "TRUE");
      break;
    case ERROR_CODE:
    case COUNT:
      failed = (DWORD)value == 0xFFFFFFFFu;
      if (failed) append(text, "SOCKET_ERROR");
      else append_signed(text, value);
      break;
    case HANDLE_:
      failed = value == 0 || value == -1;
      append(text, value == 0 ? "NULL" : failed ? "INVALID_HANDLE_VALUE" : "a handle");
      break;
    case SOCKET_:
      failed = value == -1;
      append(text, failed ? "INVALID_SOCKET" : "a socket");
      break;
    case WAIT:
      value = (DWORD)value;
      failed = value == 0xFFFFFFFF;
      if (failed) append(text, "WAIT_FAILED");
      else append_number(text, (unsigned long long)value);
      break;
    case NUMBER:
      append_signed(text, value);
      break;
    case NOTHING:
      append(text, "returns");
      break;
  }
  if (failed) {
    append(text, ", error ");
    append_number(text, error);
  }
  call->result.value = returns == HANDLE_ || returns == SOCKET_ ? (failed ? value : 1) : value;
  call->result.error = error;
  call->result.outcome = !failed ? SUCCEEDED : error == ERROR_IO_PENDING ? PENDING : FAILED;
  self->last_error = error;
  self->call = call->outer;
  self->wakes_at = 0;
  InterlockedIncrement(&progress);
}

/* Outputs of a call. */
HELPER void tell_number(struct call *call, const char *name, unsigned long long now,
                        unsigned long long preset) {
  char *text = call->note->text;
  append(text, "; ");
  append(text, name);
  append(text, " = ");
  if (now == preset) append(text, "untouched");
  else append_number(text, now);
}

HELPER void tell_pointer(struct call *call, const char *name, OVERLAPPED *now) {
  char *text = call->note->text;
  append(text, "; ");
  append(text, name);
  append(text, " = ");
  if (now == (OVERLAPPED *)(ULONG_PTR)PRESET) append(text, "untouched");
  else append_pointer(text, now);
}

/* What the model tells of bytes is a digest where there are many. */
HELPER void append_bytes(char *text, const unsigned char *bytes, size_t count) {
  size_t index;
  unsigned long hash = 2166136261u;
  char digits[16];
  append_number(text, count);
  append(text, " bytes");
  if (count == 0) return;
  append(text, " ");
  for (index = 0; index < count; ++index) {
    hash = ((hash ^ bytes[index]) * 16777619u) & 0xFFFFFFFFu;
    if (count <= 16) {
      sprintf(digits, "%02x", bytes[index]);
      append(text, digits);
    }
  }
  if (count <= 16) return;
  sprintf(digits, "#%08lx", hash);
  append(text, digits);
}

/* Bytes that tell where they came from. */
HELPER unsigned char pattern_byte(unsigned long long seed, unsigned long long offset) {
  unsigned long long mixed = seed + (offset + 1) * 0x9e3779b97f4a7c15ull;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
  return (unsigned char)(mixed >> 56);
}

HELPER void fill(char *place, unsigned long long seed, unsigned long long from, size_t count) {
  size_t index;
  for (index = 0; index < count; ++index) place[index] = (char)pattern_byte(seed, from + index);
}

/* What a receive has not written keeps a sentinel, which goes by the address. */
#define SENTINEL 0x5351ull
HELPER void clear(char *place, size_t count) { fill(place, SENTINEL, (ULONG_PTR)place, count); }

/* What the program reads between its calls. */
HELPER struct note *observe(const char *object) {
  line_up();
  InterlockedIncrement(&progress);
  return new_note(" observation", ++self->observations, object, "");
}

HELPER void observe_overlapped(const char *name, const OVERLAPPED *overlapped) {
  struct note *note = observe(name);
  append(note->text, "Internal = ");
  append_hexadecimal(note->text, *(const volatile ULONG_PTR *)&overlapped->Internal);
  append(note->text, "; InternalHigh = ");
  append_number(note->text, *(const volatile ULONG_PTR *)&overlapped->InternalHigh);
}

HELPER void observe_buffer(const char *name, const char *buffer, size_t count) {
  struct note *note = observe(name);
  while (count > 0 && (unsigned char)buffer[count - 1] ==
                          pattern_byte(SENTINEL, (ULONG_PTR)(buffer + count - 1))) {
    --count;
  }
  append_bytes(note->text, (const unsigned char *)buffer, count);
}

HELPER void observe_number(const char *name, unsigned long long number) {
  append_number(observe(name)->text, number);
}

#ifndef WINPR
HELPER void observe_handle(const char *name, HANDLE handle) {
  struct event_information {
    LONG kind;
    LONG state;
  } information = {0, 0};
  typedef LONG(WINAPI * query_event)(HANDLE, int, void *, ULONG, ULONG *);
  const FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtQueryEvent");
  query_event query = NULL;
  int signaled;
  memcpy(&query, &found, sizeof query);
  if (query != NULL && query(handle, 0, &information, sizeof information, NULL) >= 0) {
    signaled = information.state != 0;
  } else {
    signaled = WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
  }
  append(observe(name)->text, signaled ? "signaled" : "nonsignaled");
}

HELPER void find_function(const char *module, const char *name, void *function, size_t size) {
  const FARPROC found = GetProcAddress(GetModuleHandleA(module), name);
  memcpy(function, &found, size);
}
#else
HELPER void observe_handle(const char *name, HANDLE handle) {
  /* A manual-reset event: to wait for it consumes nothing. */
  const int signaled = WaitForSingleObject(handle, 0) == WAIT_OBJECT_0;
  append(observe(name)->text, signaled ? "signaled" : "nonsignaled");
}
#endif

/* Completion routines and APCs. */
HELPER struct note *enter_routine(const char *name) {
  struct note *note = new_note(" routine", ++self->routines, name, "");
  InterlockedIncrement(&progress);
  append(note->text, "within call ");
  append_number(note->text, (unsigned long long)self->call);
  return note;
}

HELPER void tell_argument(struct note *note, const char *name, unsigned long long value) {
  append(note->text, "; ");
  append(note->text, name);
  append(note->text, " = ");
  append_number(note->text, value);
}

HELPER void tell_overlapped_argument(struct note *note, const OVERLAPPED *overlapped) {
  append(note->text, "; lpOverlapped = ");
  append_pointer(note->text, overlapped);
}

HELPER void settle(void) {
  LONG last = progress;
  ULONGLONG since = GetTickCount64();
  const ULONGLONG give_up = since + TIMER_WAIT_MAX_MS;
  self->settling = 1;
  line_up();
  while (GetTickCount64() < since + SETTLE_PATIENCE_MS && GetTickCount64() < give_up) {
    Sleep(2);
    if (progress != last) {
      last = progress;
      since = GetTickCount64();
    }
  }
  self->settling = 0;
  InterlockedIncrement(&progress);
}

HELPER void stand_at_barrier(volatile LONG *arrivals, LONG size) {
  const LONG ticket = InterlockedIncrement(arrivals);
  const LONG round = (ticket + size - 1) / size;
  line_up();
  while (*arrivals < round * size) Sleep(1);
  InterlockedIncrement(&progress);
}

HELPER void exit_thread(void) {
  line_up();
  self->exited = 1;
  InterlockedIncrement(&progress);
#ifndef WINPR /* whose ExitThread comes back: there the thread returns from its procedure */
  ExitThread(0);
#endif
}

static int next_step(const struct actor *actor) {
  int index = actor->done;
  while (index < step_count && all_steps[index].actor != actor) ++index;
  return index;
}

static DWORD WINAPI live(LPVOID actor) {
  self = (struct actor *)actor;
  for (;;) {
    const int next = next_step(self);
    if (next == step_count) break;
    if (next < released) {
      all_steps[next].perform();
      if (next + 1 >= released || all_steps[next + 1].unit != all_steps[next].unit ||
          next_step(self) >= released) {
        line_up(); /* a racer without a call holds nobody up */
      }
      if (self->exited) return 0;
      self->done = next + 1;
      InterlockedIncrement(&progress);
    } else if (all_steps[next].busy) {
      YieldProcessor();
    } else {
      ResetEvent(self->wake);
      if (next >= released) WaitForSingleObject(self->wake, INFINITE);
    }
  }
  for (;;) Sleep(INFINITE); /* to end a thread is a step of its own */
  return 0;
}

static int is_idle(const struct actor *actor) {
  return actor->exited || next_step(actor) >= released;
}

/* Until every thread has done what was released, or nothing has moved for the patience. */
static void wait_for_steps(DWORD patience_ms, int timers) {
  LONG last = progress;
  ULONGLONG since = GetTickCount64();
  for (;;) {
    int index, moves = 0, waits = 0;
    for (index = 0; index < step_count; ++index) {
      const struct actor *actor = all_steps[index].actor;
      const ULONGLONG wakes_at = actor->wakes_at;
      if (is_idle(actor)) continue;
      moves = 1;
      waits |= actor->settling || (timers && wakes_at != 0 && GetTickCount64() <= wakes_at &&
                                   wakes_at < GetTickCount64() + TIMER_WAIT_MAX_MS);
    }
    if (!moves) return;
    if (waits || progress != last) {
      last = progress;
      since = GetTickCount64();
    }
    if (GetTickCount64() > since + patience_ms) return;
    Sleep(1);
  }
}

static void perform_steps(void) {
  int at = 0;
  while (at < step_count) {
    const int first = at;
    int racers = 0, index;
    for (; at < step_count && all_steps[at].unit == all_steps[first].unit; ++at) {
      struct actor *actor = all_steps[at].actor;
      for (index = first; index < at && all_steps[index].actor != actor; ++index) continue;
      if (index == at && is_idle(actor) && !actor->exited) ++racers;
    }
    line_size = racers;
    line_arrived = 0;
    for (index = first; index < at && racers > 1; ++index) {
      if (is_idle(all_steps[index].actor)) all_steps[index].actor->lines_up = 1;
    }
    InterlockedExchange(&released, at);
    for (index = first; index < at; ++index) SetEvent(all_steps[index].actor->wake);
    wait_for_steps(STEP_PATIENCE_MS, 0);
  }
  wait_for_steps(2 * SETTLE_PATIENCE_MS, 1);
  Sleep(SETTLE_PATIENCE_MS);
}

static void start_actors(struct actor *const *actors) {
  for (; *actors != NULL; ++actors) {
    (*actors)->wake = CreateEventW(NULL, TRUE, FALSE, NULL);
    (*actors)->thread = CreateThread(NULL, 0, live, *actors, 0, NULL);
  }
}

/* A question mark in a text that is allowed stands for anything. */
HELPER int matches(const char *allowed, const char *observed) {
  for (;;) {
    if (*allowed == '?') {
      ++allowed;
      while (*observed != 0 && *observed != ';') ++observed;
    }
    if (*allowed != *observed) return 0;
    if (*allowed == 0) return 1;
    ++allowed;
    ++observed;
  }
}
