
/* ------------------------------------------------------------------------------------------------
 * What tests of Wine have from wine/test.h. Beside Wine's sources that header is taken; elsewhere
 * this stands for as much of it as is used here. */
#ifdef __has_include
#if __has_include("wine/test.h")
#include "wine/test.h"
#define HAS_WINE_TEST
#endif
#endif

#ifndef HAS_WINE_TEST
#include <stdarg.h>
static int is_todo, todo_left, tests_done, tests_failed, tests_todo;

HELPER int runs_on_wine(void) {
  return GetProcAddress(GetModuleHandleA("ntdll.dll"), "wine_get_version") != NULL;
}

HELPER void check_at(int line, int holds, const char *format, ...) {
  va_list arguments;
  ++tests_done;
  tests_todo += is_todo && !holds;
  tests_failed += is_todo == holds;
  if (holds && !is_todo) return;
  printf("line %d: %s: ", line, !is_todo ? "failed" : holds ? "succeeds, but is todo" : "todo");
  va_start(arguments, format);
  vprintf(format, arguments);
  va_end(arguments);
}

#define ok(holds, ...) check_at(__LINE__, !!(holds), __VA_ARGS__)
#define broken(holds) (!runs_on_wine() && (holds))
#define todo_wine \
  for (is_todo = runs_on_wine(), todo_left = 1; todo_left; is_todo = todo_left = 0)
#define START_TEST(name)                                                                     \
  static void test_##name(void);                                                             \
  int main(void) {                                                                           \
    test_##name();                                                                           \
    printf(#name ": %d tests, %d failed, %d todo\n", tests_done, tests_failed, tests_todo);    \
    fflush(stdout);                                                                          \
    ExitProcess(tests_failed != 0);                                                          \
    return 0;                                                                                \
  }                                                                                          \
  static void test_##name(void)
#endif

/* What was observed in a place; none: "does not happen". */
HELPER const char *shown(const char *key) {
  LONG index;
  for (index = 0; index < note_count; ++index) {
    if (strcmp(notes[index].key, key) == 0) return notes[index].text;
  }
  return "does not happen";
}

HELPER int shows(const char *key, const char *allowed) { return matches(allowed, shown(key)); }
