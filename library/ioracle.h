#pragma once
/* The C interface of ioracle: judge a trace, run a scenario, from any language. It is stable: what
 * is here keeps its meaning, new things come beside it, and ioracle_abi() counts the exceptions.
 *
 * Texts are UTF-8. What a function returns belongs to the result it came from and lives as long. A
 * result belongs to the caller. Calls from several threads are independent of each other. */
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define IORACLE_ABI 1

/* What came of it, with the numbers of the program's exit codes. */
enum ioracle_code {
  IORACLE_GOOD = 0,      /* accepted; or run, with no expectation violated */
  IORACLE_REJECTED = 1,  /* no history shows the trace; or an expectation is violated */
  IORACLE_MALFORMED = 2, /* the input: ioracle_error() tells where */
  IORACLE_UNDECIDED = 3  /* inconclusive, or outside of what is specified */
};

typedef struct ioracle_result ioracle_result;

/* IORACLE_ABI of the library that was loaded. */
int ioracle_abi(void);
const char* ioracle_version(void);
/* The digest of the catalogue of clauses on which verdicts rest. */
const char* ioracle_catalogue(void);

/* Judges a whole trace (JSON Lines, docs/formats.md). `profile`: "windows-10", ..; NULL: that of
 * the trace's header, else windows-10. Never NULL, unless memory is exhausted. */
ioracle_result* ioracle_check(const char* trace, size_t length, const char* profile);

/* Simulates a scenario (JSON). The same scenario, profile (NULL: windows-10) and seed give the same
 * bytes everywhere. */
ioracle_result* ioracle_run(const char* scenario, size_t length, const char* profile,
                            uint64_t seed);

int ioracle_code(const ioracle_result* result);
/* Of a check: the verdict, as an element of "verdicts" of `ioracle check --format json`. Of a run:
 * the object of `ioracle run --format json`. "" where the input was malformed. */
const char* ioracle_json(const ioracle_result* result);
/* Of a run: its trace. Else "". */
const char* ioracle_trace(const ioracle_result* result);
/* What is wrong with the input, on one line; else "". */
const char* ioracle_error(const ioracle_result* result);

void ioracle_free(ioracle_result* result);

#ifdef __cplusplus
}
#endif
