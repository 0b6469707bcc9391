
/* ------------------------------------------------------------------------------------------------
 * Names of files and pipes: no other process uses the same. */

HELPER const WCHAR *path_of(const WCHAR *name) {
  static WCHAR paths[16][MAX_PATH + 80];
  static LONG used;
  WCHAR folder[MAX_PATH + 1] = {0};
  WCHAR *path = paths[(InterlockedIncrement(&used) - 1) % 16];
  if (wcsncmp(name, L"\\\\.\\pipe\\", 9) != 0) {
    GetTempPathW(MAX_PATH, folder);
    wsprintfW(path, L"%sioracle-%u-%s", folder, (UINT)GetCurrentProcessId(), name);
  } else {
    wsprintfW(path, L"%s-%u", name, (UINT)GetCurrentProcessId());
  }
  return path;
}
