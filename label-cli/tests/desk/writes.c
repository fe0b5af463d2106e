/* Counts the system calls that change files, and lets one of them go wrong.
 *
 * A filter of the kernel (seccomp) hands them over, so that none gets by, whether the C library makes it
 * or the program itself. WRITES=kill:N ends the process in the middle of the N-th call, as kill -9 does:
 * half of what was to be written is written. WRITES=full:N fails that call and every later one, as a full
 * disk does, which still lets files go. WRITES=count lets all go right. The calls that were counted, or
 * went wrong, are named in the file of WRITES_LOG, one in a line. */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* A system call that the filter lets through: it knows the place after it. */
long go(long number, long a, long b, long c, long d, long e, long f);
extern char gone[];

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define ARGUMENT(context, n) (context)->uc_mcontext.gregs[((int[]){REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9})[n]]
#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
__asm__(".text\ngo: mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n mov %r8, %r10\n"
        " mov %r9, %r8\n mov 8(%rsp), %r9\n syscall\ngone: ret\n");
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define ARGUMENT(context, n) (context)->uc_mcontext.regs[n]
#define RESULT(context) (context)->uc_mcontext.regs[0]
__asm__(".text\ngo: mov x8, x0\n mov x0, x1\n mov x1, x2\n mov x2, x3\n mov x3, x4\n mov x4, x5\n"
        " mov x5, x6\n svc 0\ngone: ret\n");
#else
#error "the registers of this processor are not known here"
#endif

/* How a call is cut in half: not at all, by its count of bytes, or by its number of buffers. A call that
 * only makes a file if it is told so has its flags in an argument. */
enum { WHOLE, BYTES, BUFFERS, FLAGS1, FLAGS2, LETS_GO };

static const struct {
    const char *name;
    int number, kind;
} CALLS[] = {
#define CALL(name, kind) {#name, SYS_##name, kind}
    CALL(write, BYTES),      CALL(pwrite64, BYTES),   CALL(writev, BUFFERS),   CALL(pwritev, BUFFERS),
    CALL(pwritev2, BUFFERS), CALL(ftruncate, WHOLE),  CALL(fallocate, WHOLE),  CALL(fsync, WHOLE),
    CALL(fdatasync, WHOLE),  CALL(renameat2, WHOLE),  CALL(linkat, WHOLE),     CALL(mkdirat, WHOLE),
    CALL(openat, FLAGS2),    CALL(unlinkat, LETS_GO), CALL(copy_file_range, WHOLE),
#ifdef SYS_open
    CALL(open, FLAGS1),      CALL(rename, WHOLE),     CALL(link, WHOLE),       CALL(mkdir, WHOLE),
    CALL(unlink, LETS_GO),
#endif
#ifdef SYS_renameat
    CALL(renameat, WHOLE),
#endif
};
enum { KNOWN = sizeof CALLS / sizeof *CALLS };

static atomic_long met;
static long wanted;
static int deadly;
static const char *record;

static void note(const char *name) {
    char line[32];
    int length = snprintf(line, sizeof line, "%s\n", name);
    long file = go(SYS_openat, AT_FDCWD, (long)record, O_CREAT | O_APPEND | O_WRONLY, 0600, 0, 0);
    go(SYS_write, file, (long)line, length, 0, 0, 0);
    go(SYS_close, file, 0, 0, 0, 0, 0);
}

static void die(void) {
    go(SYS_kill, getpid(), SIGKILL, 0, 0, 0, 0);
    for (;;)
        pause();
}

static int changes_files(int kind, const long *a) {
    switch (kind) {
    case BYTES:
    case BUFFERS:
        return a[0] > STDERR_FILENO;
    case FLAGS1:
        return (a[1] & O_CREAT) != 0;
    case FLAGS2:
        return (a[2] & O_CREAT) != 0;
    default:
        return 1;
    }
}

/* What the call gives: it is done, or half of it before the end, or the disk is full. */
static long handle(int call, long *a) {
    int kind = CALLS[call].kind;
    if (changes_files(kind, a)) {
        long now = atomic_fetch_add(&met, 1) + 1;
        if (wanted == 0 || (deadly ? now == wanted : now >= wanted))
            note(CALLS[call].name);
        if (deadly && now == wanted) {
            if (kind == BYTES || kind == BUFFERS) {
                a[2] /= 2;
                go(CALLS[call].number, a[0], a[1], a[2], a[3], a[4], a[5]);
            }
            die();
        }
        if (!deadly && wanted != 0 && now >= wanted && kind != LETS_GO)
            return -ENOSPC;
    }
    return go(CALLS[call].number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static void trapped(int signal, siginfo_t *information, void *place) {
    ucontext_t *context = place;
    long arguments[6];
    (void)signal;
    for (int n = 0; n < 6; n++)
        arguments[n] = ARGUMENT(context, n);
    for (int call = 0; call < KNOWN; call++)
        if (CALLS[call].number == information->si_syscall)
            RESULT(context) = handle(call, arguments);
}

static void fail(const char *what) {
    perror(what);
    _exit(99);
}

/* Every call of the table goes to `trapped`, unless it comes from `go`. */
static void filter(void) {
    struct sock_filter rules[KNOWN + 12];
    unsigned short n = 0;
    unsigned long from = (unsigned long)gone;
#define LOAD(field) (struct sock_filter) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF(value, yes, no) (struct sock_filter) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)(value), yes, no)
#define END(what) (struct sock_filter) BPF_STMT(BPF_RET | BPF_K, what)
    rules[n++] = LOAD(arch);
    rules[n++] = IF(ARCHITECTURE, 1, 0);
    rules[n++] = END(SECCOMP_RET_KILL_PROCESS);
    rules[n++] = LOAD(nr);
    for (int call = 0; call < KNOWN; call++)
        rules[n++] = IF(CALLS[call].number, KNOWN - call, 0);
    rules[n++] = END(SECCOMP_RET_ALLOW);
    rules[n++] = LOAD(instruction_pointer);
    rules[n++] = IF(from, 0, 3);
    rules[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, instruction_pointer) + 4);
    rules[n++] = IF(from >> 32, 0, 1);
    rules[n++] = END(SECCOMP_RET_ALLOW);
    rules[n++] = END(SECCOMP_RET_TRAP);
    struct sock_fprog program = {n, rules};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
        fail("seccomp");
}

__attribute__((constructor)) static void start(void) {
    const char *text = getenv("WRITES");
    record = getenv("WRITES_LOG");
    if (!text || !record)
        return;
    deadly = strncmp(text, "kill:", 5) == 0;
    if (strlen(text) > 5 && text[4] == ':')
        wanted = atol(text + 5);
    struct sigaction action = {.sa_sigaction = trapped, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    if (sigaction(SIGSYS, &action, NULL))
        fail("sigaction");
    filter();
}
