
/* Tells what was observed, and how much of it differs. */
static int judge_note(const struct note *note, const struct permitted *permitted) {
  const struct permitted *row;
  for (row = permitted; row->key != NULL; ++row) {
    if (strcmp(row->key, note->key) == 0 && matches(row->text, note->text)) return 0;
  }
  printf("    DIFFERS; allowed:");
  for (row = permitted; row->key != NULL; ++row) {
    if (strcmp(row->key, note->key) == 0) printf(" [%s]", row->text);
  }
  printf("\n");
  return 1;
}

static int judge_absent(const struct permitted *permitted) {
  const struct permitted *row;
  int differences = 0;
  for (row = permitted; row->key != NULL; ++row) {
    const struct permitted *other;
    LONG index;
    int expected = row == permitted || strcmp(row->key, (row - 1)->key) != 0;
    for (index = 0; index < note_count; ++index) {
      if (strcmp(notes[index].key, row->key) == 0) expected = 0;
    }
    for (other = row; expected && other->key != NULL; ++other) {
      if (strcmp(other->key, row->key) != 0) break;
      if (strcmp(other->text, "does not happen") == 0) expected = 0;
    }
    if (!expected) continue;
    printf("  %s: does not happen\n    DIFFERS; allowed:", row->key);
    for (other = row; other->key != NULL && strcmp(other->key, row->key) == 0; ++other) {
      printf(" [%s]", other->text);
    }
    printf("\n");
    ++differences;
  }
  return differences;
}

static int judge(const struct permitted *permitted) {
  int differences = 0;
  LONG index;
  for (index = 0; index < note_count; ++index) {
    const struct note *note = &notes[index];
    printf("  %s%s%s: %s\n", note->key, note->label[0] == 0 ? "" : " as ", note->label, note->text);
    differences += judge_note(note, permitted);
  }
  return differences + judge_absent(permitted);
}

HELPER int judge_expectation(const char *kind, const char *text, int holds) {
  const int wanted = strcmp(kind, "always") == 0;
  if (holds == wanted) return 0;
  printf("  DIFFERS from what the scenario expects %s: %s\n", kind, text);
  return 1;
}
