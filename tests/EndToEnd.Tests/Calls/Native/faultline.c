/* Stands between the program and the C library (LD_PRELOAD), so that tests can let the n-th call on a folder fail, fall short, or be the last one.
 *
 * strace can do the first and the last, but counts calls thread by thread, so that the calls of a second thread are never reached, and it cannot let a
 * write be short: it can only keep a call from happening. Here calls are counted over all threads, and a short write does write what it says.
 *
 *   FAULT_ROOT    folder; only calls on it and what is in it are counted
 *   FAULT_CALLS   which calls, separated by commas: create open pwrite write fsync fdatasync sync_file_range fstatx ftruncate fallocate rename unlink rmdir mkdir pread mmap
 *   FAULT_WHEN    number of the call at which it happens, from 1; 0 for never
 *   FAULT_STICKY  1: at every later one as well
 *   FAULT_ACTION  kill (before the call), tear (half of the write, then kill), short (half of the write), lie (a sync is reported and not done), or an errno
 *   FAULT_LOG     file that gets a line for each counted call, with (INJECTED) where it happened
 *
 * The runtime finds functions of "libc" by dlsym, which is therefore answered here too.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { PASS = 0, SHORTEN = -1, LIE = -2 }; /* anything positive is an errno */

static char root[4096], calls[512], action[32];
static long when;
static int sticky, log_file = -1;
static atomic_long counted;

__attribute__((constructor)) static void start(void)
{
    const char *value = getenv("FAULT_ROOT");
    if (!value) return;
    snprintf(root, sizeof root, "%s", value);
    snprintf(calls, sizeof calls, ",%s,", (value = getenv("FAULT_CALLS")) ? value : "");
    snprintf(action, sizeof action, "%s", (value = getenv("FAULT_ACTION")) ? value : "kill");
    when = (value = getenv("FAULT_WHEN")) ? atol(value) : 0;
    sticky = (value = getenv("FAULT_STICKY")) && *value == '1';
    if ((value = getenv("FAULT_LOG"))) log_file = (int)syscall(SYS_openat, AT_FDCWD, value, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int inside(const char *path)
{
    size_t length = strlen(root);
    return length && path && !strncmp(path, root, length) && (path[length] == '/' || !path[length]);
}

static void die(void)
{
    syscall(SYS_kill, syscall(SYS_getpid), SIGKILL);
    for (;;) pause();
}

/* What is to happen to this call on this path. size is that of a write, else 0. */
static int decide(const char *call, const char *path, size_t size)
{
    char name[40], line[4400];
    if (!inside(path)) return PASS;
    snprintf(name, sizeof name, ",%s,", call);
    if (!strstr(calls, name)) return PASS;

    long number = atomic_fetch_add(&counted, 1) + 1;
    int hit = when && (sticky ? number >= when : number == when);
    if (log_file >= 0) {
        int length = snprintf(line, sizeof line, "%ld %s %s%s\n", number, call, path, hit ? " (INJECTED)" : "");
        syscall(SYS_write, log_file, line, (size_t)length);
    }
    if (!hit) return PASS;
    if (!strcmp(action, "kill")) die();
    if (!strcmp(action, "short") || !strcmp(action, "tear")) return size > 1 ? SHORTEN : PASS;
    if (!strcmp(action, "lie")) return LIE;
    return atoi(action);
}

static int decide_file(const char *call, int file, size_t size)
{
    char link[32], path[4096];
    if (!*root || file < 0) return PASS;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    if (length <= 0) return PASS;
    path[length] = 0;
    return decide(call, path, size);
}

static int fail(int error) { errno = error; return -1; }

static int open_at(int directory, const char *path, int flags, unsigned mode)
{
    int what = directory == AT_FDCWD || (path && *path == '/') ? decide(flags & (O_CREAT | O_TRUNC) ? "create" : "open", path, 0) : PASS;
    return what > 0 ? fail(what) : (int)syscall(SYS_openat, directory, path, flags, mode);
}

#define MODE(flags) unsigned mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, unsigned); va_end(list); }
int open(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_at(AT_FDCWD, path, flags, mode); }
int openat(int directory, const char *path, int flags, ...) { MODE(flags) return open_at(directory, path, flags, mode); }
int openat64(int directory, const char *path, int flags, ...) { MODE(flags) return open_at(directory, path, flags, mode); }

ssize_t pwrite64(int file, const void *bytes, size_t size, off64_t offset)
{
    int what = decide_file("pwrite", file, size);
    if (what > 0) return fail(what);
    ssize_t written = syscall(SYS_pwrite64, file, bytes, what == SHORTEN ? size / 2 : size, offset);
    if (what == SHORTEN && !strcmp(action, "tear")) die();
    return written;
}
ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) { return pwrite64(file, bytes, size, offset); }

ssize_t write(int file, const void *bytes, size_t size)
{
    int what = decide_file("write", file, size);
    if (what > 0) return fail(what);
    ssize_t written = syscall(SYS_write, file, bytes, what == SHORTEN ? size / 2 : size);
    if (what == SHORTEN && !strcmp(action, "tear")) die();
    return written;
}

ssize_t pread64(int file, void *bytes, size_t size, off64_t offset)
{
    int what = decide_file("pread", file, size);
    return what > 0 ? fail(what) : syscall(SYS_pread64, file, bytes, what == SHORTEN ? size / 2 : size, offset);
}
ssize_t pread(int file, void *bytes, size_t size, off_t offset) { return pread64(file, bytes, size, offset); }

ssize_t read(int file, void *bytes, size_t size)
{
    int what = decide_file("pread", file, size);
    return what > 0 ? fail(what) : syscall(SYS_read, file, bytes, what == SHORTEN ? size / 2 : size);
}

#define ON_FILE(name, call, number) \
    int name(int file) { int what = decide_file(call, file, 0); return what > 0 ? fail(what) : what == LIE ? 0 : (int)syscall(number, file); }
ON_FILE(fsync, "fsync", SYS_fsync)
ON_FILE(fdatasync, "fdatasync", SYS_fdatasync)

int sync_file_range(int file, off64_t start, off64_t length, unsigned flags)
{
    int what = decide_file("sync_file_range", file, 0);
    return what > 0 ? fail(what) : what == LIE ? 0 : (int)syscall(SYS_sync_file_range, file, start, length, flags);
}

/* That of an open file only, which is the one with an empty path. */
int statx(int directory, const char *path, int flags, unsigned mask, struct statx *status)
{
    int what = path && !*path ? decide_file("fstatx", directory, 0) : PASS;
    return what > 0 ? fail(what) : (int)syscall(SYS_statx, directory, path, flags, mask, status);
}

int ftruncate64(int file, off64_t length)
{
    int what = decide_file("ftruncate", file, 0);
    return what > 0 ? fail(what) : (int)syscall(SYS_ftruncate, file, length);
}
int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

static void *next(const char *name);

int posix_fallocate64(int file, off64_t offset, off64_t length)
{
    int what = decide_file("fallocate", file, 0);
    if (what > 0) return what;
    int (*real)(int, off64_t, off64_t) = (int (*)(int, off64_t, off64_t))next("posix_fallocate64");
    return real(file, offset, length);
}
int posix_fallocate(int file, off_t offset, off_t length) { return posix_fallocate64(file, offset, length); }

#define ON_PATH(name, call, number) \
    int name(const char *path) { int what = decide(call, path, 0); return what > 0 ? fail(what) : (int)syscall(number, path); }
ON_PATH(unlink, "unlink", SYS_unlink)
ON_PATH(rmdir, "rmdir", SYS_rmdir)

int mkdir(const char *path, mode_t mode)
{
    int what = decide("mkdir", path, 0);
    return what > 0 ? fail(what) : (int)syscall(SYS_mkdir, path, mode);
}

int rename(const char *source, const char *destination)
{
    int what = decide("rename", inside(source) ? source : destination, 0);
    return what > 0 ? fail(what) : (int)syscall(SYS_rename, source, destination);
}

void *mmap64(void *start, size_t length, int protection, int flags, int file, off64_t offset)
{
    int what = flags & MAP_ANONYMOUS ? PASS : decide_file("mmap", file, 0);
    return what > 0 ? (errno = what, MAP_FAILED) : (void *)syscall(SYS_mmap, start, length, protection, flags, file, offset);
}
void *mmap(void *start, size_t length, int protection, int flags, int file, off_t offset)
{
    return mmap64(start, length, protection, flags, file, offset);
}

static const struct { const char *name; void *function; } ours[] = {
    { "open", open }, { "open64", open64 }, { "openat", openat }, { "openat64", openat64 },
    { "pwrite", pwrite }, { "pwrite64", pwrite64 }, { "write", write }, { "pread", pread }, { "pread64", pread64 }, { "read", read },
    { "fsync", fsync }, { "fdatasync", fdatasync }, { "sync_file_range", sync_file_range }, { "statx", statx }, { "ftruncate", ftruncate }, { "ftruncate64", ftruncate64 },
    { "posix_fallocate", posix_fallocate }, { "posix_fallocate64", posix_fallocate64 },
    { "unlink", unlink }, { "rmdir", rmdir }, { "mkdir", mkdir }, { "rename", rename }, { "mmap", mmap }, { "mmap64", mmap64 },
};

static void *real_dlsym(void *library, const char *name)
{
    static void *(*real)(void *, const char *);
    if (!real) {
        /* Version of dlsym on x86-64 before and after glibc 2.34, and on arm64. */
        void *found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.34");
        if (!found) found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.2.5");
        if (!found) found = dlvsym(RTLD_NEXT, "dlsym", "GLIBC_2.17");
        real = (void *(*)(void *, const char *))found;
    }
    return real(library, name);
}

static void *next(const char *name) { return real_dlsym(RTLD_NEXT, name); }

void *dlsym(void *restrict library, const char *restrict name)
{
    void *found = real_dlsym(library, name);
    for (size_t i = 0; found && i < sizeof ours / sizeof *ours; i++)
        if (!strcmp(name, ours[i].name)) return ours[i].function;
    return found;
}
