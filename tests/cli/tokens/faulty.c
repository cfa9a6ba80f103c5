/* A PKCS#11 module that stands before SoftHSM's and does not always pass on what it is asked.
 *
 * FAULTY_BEHIND: the module behind. FAULTY: what it does, after FAULTY_AFTER private operations:
 *   removed, error   answers CKR_DEVICE_REMOVED, CKR_DEVICE_ERROR
 *   blocks           does not answer for 30 s
 *   no-raw           does not offer CKM_RSA_X_509; no-oaep: nor CKM_RSA_PKCS_OAEP; nothing: nor CKM_RSA_PKCS
 *   last, locked     says of its PIN that one more wrong one locks it, that it is locked
 * FAULTY_LOG: a file that gets a line for each call of C_Login.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef unsigned long rv;
typedef unsigned long ul;

enum { GET_TOKEN_INFO = 6, GET_MECHANISM_LIST = 7, LOGIN = 18, DECRYPT = 34, FUNCTIONS = 68 };
enum { RSA_PKCS = 1, RSA_X_509 = 3, RSA_PKCS_OAEP = 9 };
enum { DEVICE_ERROR = 0x30, DEVICE_REMOVED = 0x32, FINAL_TRY = 0x20000, LOCKED = 0x40000 };

struct list {
    unsigned char version[2];
    void *of[FUNCTIONS];
};

struct token_info {
    unsigned char text[96];
    ul flags;
};

static struct list ours, *behind;
static int done;

static int does(const char *what)
{
    const char *set = getenv("FAULTY");
    return set && strcmp(set, what) == 0;
}

static rv decrypt(ul session, unsigned char *in, ul len, unsigned char *out, ul *out_len)
{
    const char *after = getenv("FAULTY_AFTER");
    /* Asked for a length, too. */
    if (out && __sync_fetch_and_add(&done, 1) >= (after ? atoi(after) : 0)) {
        if (does("removed"))
            return DEVICE_REMOVED;
        if (does("error"))
            return DEVICE_ERROR;
        if (does("blocks"))
            sleep(30);
    }
    return ((rv(*)(ul, unsigned char *, ul, unsigned char *, ul *))behind->of[DECRYPT])(session, in, len, out, out_len);
}

static rv login(ul session, ul user, unsigned char *pin, ul len)
{
    const char *path = getenv("FAULTY_LOG");
    FILE *log = path ? fopen(path, "a") : NULL;
    if (log) {
        fputs("login\n", log);
        fclose(log);
    }
    return ((rv(*)(ul, ul, unsigned char *, ul))behind->of[LOGIN])(session, user, pin, len);
}

static rv token_info(ul slot, struct token_info *info)
{
    rv answer = ((rv(*)(ul, struct token_info *))behind->of[GET_TOKEN_INFO])(slot, info);
    if (answer == 0 && does("last"))
        info->flags |= FINAL_TRY;
    if (answer == 0 && does("locked"))
        info->flags |= LOCKED;
    return answer;
}

static rv mechanisms(ul slot, ul *list, ul *count)
{
    rv answer = ((rv(*)(ul, ul *, ul *))behind->of[GET_MECHANISM_LIST])(slot, list, count);
    if (answer != 0 || !list)
        return answer;
    int nothing = does("nothing"), no_oaep = nothing || does("no-oaep"), no_raw = no_oaep || does("no-raw");
    ul kept = 0;
    for (ul i = 0; i < *count; i++) {
        if ((no_raw && list[i] == RSA_X_509) || (no_oaep && list[i] == RSA_PKCS_OAEP) || (nothing && list[i] == RSA_PKCS))
            continue;
        list[kept++] = list[i];
    }
    *count = kept;
    return 0;
}

rv C_GetFunctionList(struct list **list)
{
    if (!behind) {
        void *library = dlopen(getenv("FAULTY_BEHIND"), RTLD_NOW);
        rv (*get)(struct list **) = library ? (rv(*)(struct list **))dlsym(library, "C_GetFunctionList") : NULL;
        if (!get || get(&behind) != 0)
            return 5;
        memcpy(&ours, behind, sizeof ours);
        ours.of[DECRYPT] = decrypt;
        ours.of[LOGIN] = login;
        ours.of[GET_TOKEN_INFO] = token_info;
        ours.of[GET_MECHANISM_LIST] = mechanisms;
    }
    *list = &ours;
    return 0;
}
