/* Preloaded into a process whose disk is to fail when told: after bad_disk(ERROR, OPS, SKIP, TIMES) calls of OPS that
 * touch a file below BAD_DISK_BELOW fail with ERROR: not the first SKIP, but the next TIMES. ERROR 0: it is well again.
 *
 * OPS is any of o (open for writing), w (write, lengthen), t (shorten), s (sync), u (remove, rename).
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int error_now;
static char ops_now[8];
static int skip_now;
static int times_now;
static int hits;

/* How many calls have failed since the last time. */
int bad_disk(int error, const char *ops, int skip, int times) {
    int before = hits;
    strncpy(ops_now, ops, sizeof ops_now - 1);
    skip_now = skip;
    times_now = times;
    hits = 0;
    error_now = error;
    return before;
}

#define REAL(name) ((__typeof__(&name))real_##name())
#define FIND(name)                                        \
    static void *real_##name(void) {                      \
        static void *found;                               \
        if (!found) found = dlsym(RTLD_NEXT, #name);      \
        return found;                                     \
    }
FIND(openat) FIND(write) FIND(pwrite) FIND(ftruncate) FIND(fsync) FIND(fdatasync) FIND(unlink) FIND(rename)
FIND(posix_fallocate)

static int is_below(const char *path) {
    const char *below = getenv("BAD_DISK_BELOW");
    return below && strncmp(path, below, strlen(below)) == 0;
}

static int fails(char op, const char *path, int fd) {
    char link[64], found[PATH_MAX];
    if (!error_now || !strchr(ops_now, op)) return 0;
    if (!path) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, found, sizeof found - 1);
        if (length < 0) return 0;
        found[length] = 0;
        path = found;
    }
    if (!is_below(path) || skip_now-- > 0 || hits == times_now) return 0;
    hits++;
    errno = error_now;
    return 1;
}

static int opened(int at, const char *path, int flags, mode_t mode) {
    if ((flags & O_ACCMODE) != O_RDONLY && fails('o', path, -1)) return -1;
    return REAL(openat)(at, path, flags, mode);
}

#define MODE_OF(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(at, path, flags | O_LARGEFILE, mode); }

ssize_t write(int fd, const void *data, size_t size) { return fails('w', NULL, fd) ? -1 : REAL(write)(fd, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return fails('w', NULL, fd) ? -1 : REAL(pwrite)(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return pwrite(fd, data, size, at); }

int ftruncate(int fd, off_t size) {
    struct stat facts;
    if (fstat(fd, &facts) == 0 && fails(size > facts.st_size ? 'w' : 't', NULL, fd)) return -1;
    return REAL(ftruncate)(fd, size);
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* This one gives its error back instead of leaving it in errno. */
int posix_fallocate(int fd, off_t at, off_t size) { return fails('w', NULL, fd) ? errno : REAL(posix_fallocate)(fd, at, size); }
int posix_fallocate64(int fd, off64_t at, off64_t size) { return posix_fallocate(fd, at, size); }

int fsync(int fd) { return fails('s', NULL, fd) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return fails('s', NULL, fd) ? -1 : REAL(fdatasync)(fd); }
int unlink(const char *path) { return fails('u', path, -1) ? -1 : REAL(unlink)(path); }
int rename(const char *from, const char *to) { return fails('u', to, -1) ? -1 : REAL(rename)(from, to); }
