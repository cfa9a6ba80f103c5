/* Prints the security descriptor of a folder and of everything in it. Says at the end whether one gives anything to
   anybody but its owner, the system and its administrators.

     descriptors.exe FOLDER */

#include <stdio.h>
#include <wchar.h>
#include <windows.h>
#include <aclapi.h>
#include <sddl.h>

static int others, seen;

/* In UTF-8, whatever the code page is. */
static void say(const wchar_t *text) {
  char octets[16384];
  WideCharToMultiByte(CP_UTF8, 0, text, -1, octets, sizeof octets, NULL, NULL);
  printf("%s ", octets);
}

/* (A;OICI;FA;;;S-1-5-21-1): who is behind the last semicolon. */
static void look(const wchar_t *list, const wchar_t *owner) {
  for (const wchar_t *line = wcschr(list, L'('); line; line = wcschr(line + 1, L'(')) {
    const wchar_t *end = wcschr(line, L')'), *who = end;
    if (!end) break;
    while (who > line && who[-1] != L';') who--;
    size_t len = end - who;
    int known = len == wcslen(owner) && !wcsncmp(who, owner, len);
    const wchar_t *names[] = {L"SY", L"BA", L"OW", L"CO"};
    for (int n = 0; n < 4; n++) known |= len == 2 && !wcsncmp(who, names[n], 2);
    if (!known) others++;
  }
}

static void show(const wchar_t *path) {
  PSECURITY_DESCRIPTOR descriptor = NULL;
  PSID sid = NULL;
  wchar_t *list = NULL, *owner = NULL;
  DWORD asked = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
  DWORD code = GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, asked, &sid, NULL, NULL, NULL, &descriptor);
  if (code || !ConvertSidToStringSidW(sid, &owner) ||
      !ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor, SDDL_REVISION_1, asked, &list, NULL)) {
    printf("%lu ", code);
    say(path);
    puts("");
    others++;
    return;
  }
  say(list);
  say(path);
  puts("");
  seen++;
  const wchar_t *lines = wcsstr(list, L"D:");
  look(lines ? lines : L"", owner);
  LocalFree(list);
  LocalFree(owner);
  LocalFree(descriptor);
}

static void walk(const wchar_t *folder) {
  wchar_t path[4096];
  WIN32_FIND_DATAW found;
  show(folder);
  swprintf(path, 4096, L"%ls\\*", folder);
  HANDLE search = FindFirstFileW(path, &found);
  if (search == INVALID_HANDLE_VALUE) return;
  do {
    if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..")) continue;
    swprintf(path, 4096, L"%ls\\%ls", folder, found.cFileName);
    if (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) walk(path);
    else show(path);
  } while (FindNextFileW(search, &found));
  FindClose(search);
}

int wmain(int count, wchar_t **words) {
  for (int n = 1; n < count; n++) walk(words[n]);
  printf("%d descriptors, %d lines for others\n", seen, others);
  return others || !seen;
}
