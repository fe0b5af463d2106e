/* Stands before the C library, counts the calls that change files, and lets one of them go wrong.
 *
 * WRITES=kill:N ends the process in the middle of the N-th call, as kill -9 does: half of what was to be
 * written is written. WRITES=full:N fails that call and every later one, as a full disk does. Either
 * makes the file that WRITES_FIRED names. */

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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { GO, FAIL, DIE };

static atomic_long met;
static long wanted;
static int deadly;

__attribute__((constructor)) static void start(void) {
    const char *text = getenv("WRITES");
    if (text && strlen(text) > 5) {
        deadly = strncmp(text, "kill:", 5) == 0;
        wanted = atol(text + 5);
    }
}

static int point(void) {
    if (wanted == 0)
        return GO;
    long now = atomic_fetch_add(&met, 1) + 1;
    if (deadly ? now != wanted : now < wanted)
        return GO;
    const char *fired = getenv("WRITES_FIRED");
    if (fired)
        syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, fired, O_CREAT | O_WRONLY, 0600));
    return deadly ? DIE : FAIL;
}

static void die(void) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;)
        pause();
}

#define REAL(name) __typeof__(&name) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

/* `half` is what is done before the end, `all` what is done otherwise. */
#define STOP_OR(half, all)                                                                         \
    switch (point()) {                                                                             \
    case DIE:                                                                                      \
        half;                                                                                      \
        die();                                                                                     \
    case FAIL:                                                                                     \
        errno = ENOSPC;                                                                            \
        return -1;                                                                                 \
    }                                                                                              \
    return all

ssize_t write(int file, const void *bytes, size_t count) {
    REAL(write);
    if (file <= 2)
        return real(file, bytes, count);
    STOP_OR((void)!real(file, bytes, count / 2), real(file, bytes, count));
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t at) {
    REAL(pwrite);
    STOP_OR((void)!real(file, bytes, count / 2, at), real(file, bytes, count, at));
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    REAL(pwrite64);
    STOP_OR((void)!real(file, bytes, count / 2, at), real(file, bytes, count, at));
}

int ftruncate(int file, off_t length) {
    REAL(ftruncate);
    STOP_OR((void)0, real(file, length));
}

int ftruncate64(int file, off64_t length) {
    REAL(ftruncate64);
    STOP_OR((void)0, real(file, length));
}

int fsync(int file) {
    REAL(fsync);
    STOP_OR((void)0, real(file));
}

int fdatasync(int file) {
    REAL(fdatasync);
    STOP_OR((void)0, real(file));
}

int rename(const char *from, const char *to) {
    REAL(rename);
    STOP_OR((void)0, real(from, to));
}

int mkdir(const char *path, mode_t mode) {
    REAL(mkdir);
    STOP_OR((void)0, real(path, mode));
}

/* A full disk lets files go. */
int unlink(const char *path) {
    REAL(unlink);
    if (deadly && point() == DIE)
        die();
    return real(path);
}

#define OPENS(name)                                                                                \
    int name(const char *path, int flags, ...) {                                                   \
        REAL(name);                                                                                \
        va_list rest;                                                                              \
        va_start(rest, flags);                                                                     \
        mode_t mode = (flags & (O_CREAT | O_TMPFILE)) ? va_arg(rest, mode_t) : 0;                  \
        va_end(rest);                                                                              \
        if (!(flags & O_CREAT))                                                                    \
            return real(path, flags, mode);                                                        \
        STOP_OR((void)0, real(path, flags, mode));                                                 \
    }

OPENS(open)
OPENS(open64)
