/* Runs a scenario and judges its trace, through the C interface. */
#include <ioracle.h>
#include <stdio.h>
#include <string.h>

int main(int count, char** arguments) {
  static char scenario[1 << 16];
  FILE* file = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!file || ioracle_abi() != IORACLE_ABI) return 2;
  size_t length = fread(scenario, 1, sizeof scenario, file);
  fclose(file);
  ioracle_result* run = ioracle_run(scenario, length, NULL, 7);
  const char* trace = ioracle_trace(run);
  ioracle_result* check = ioracle_check(trace, strlen(trace), "windows-10");
  ioracle_result* wrong = ioracle_check("{", 1, NULL);
  ioracle_result* nobody = ioracle_run(scenario, length, "windows-3.11", 0);
  printf("%d %d %d %d\n%s\n%s\n", ioracle_code(run), ioracle_code(check), ioracle_code(wrong),
         ioracle_code(nobody), ioracle_error(wrong), ioracle_error(nobody));
  ioracle_free(run);
  ioracle_free(check);
  ioracle_free(wrong);
  ioracle_free(nobody);
  ioracle_free(NULL);
  return 0;
}
