/* Preloaded into the processes whose writing is recorded: every call that changes a file or a name below
 * RECORD_BELOW goes to the log RECORD_LOG, in the order in which it took effect across all processes.
 *
 * A record is a line of text, "OP fd-or-0 inode offset length name name2\n", followed by `length` bytes of data.
 * The lock on the log is held around the call and its record, so that no other recorded call comes between.
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
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int log_fd = -1;
static char below[PATH_MAX];
static size_t below_length;

#define REAL(name) ((__typeof__(&name))real_##name())
#define FIND(name)                                        \
    static void *real_##name(void) {                      \
        static void *found;                               \
        if (!found) found = dlsym(RTLD_NEXT, #name);      \
        return found;                                     \
    }
FIND(open) FIND(openat) FIND(write) FIND(pwrite) FIND(ftruncate) FIND(fsync) FIND(fdatasync)
FIND(unlink) FIND(rename) FIND(mkdir)

__attribute__((constructor)) static void start(void) {
    const char *folder = getenv("RECORD_BELOW"), *log = getenv("RECORD_LOG");
    if (!folder || !log) return;
    strncpy(below, folder, sizeof below - 1);
    below_length = strlen(below);
    log_fd = REAL(open)(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* The path of an open file below the folder, without the folder; NULL for any other. */
static const char *name_of(int fd, char *path) {
    char link[64];
    ssize_t length;
    if (log_fd < 0 || fd < 0 || fd == log_fd) return NULL;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    if (strncmp(path, below, below_length) != 0) return NULL;
    return path[below_length] == '/' ? path + below_length + 1 : path[below_length] ? NULL : ".";
}

static const char *name_in(const char *path) {
    if (log_fd < 0 || strncmp(path, below, below_length) != 0 || path[below_length] != '/') return NULL;
    return path + below_length + 1;
}

static void record(const char *op, int fd, long long offset, const void *data, size_t length,
                   const char *name, const char *other) {
    struct stat facts = {0};
    char head[2 * PATH_MAX + 128];
    int size, saved = errno;
    if (fd >= 0) fstat(fd, &facts);
    size = snprintf(head, sizeof head, "%s %llu %lld %zu %s %s\n", op, (unsigned long long)facts.st_ino, offset,
                    length, name, other);
    struct iovec parts[2] = {{head, (size_t)size}, {(void *)data, length}};
    if (writev(log_fd, parts, length ? 2 : 1) != (ssize_t)(size + length)) abort();
    errno = saved;
}

static void lock(void) { while (flock(log_fd, LOCK_EX) && errno == EINTR) {} }
static void unlock(void) { int saved = errno; flock(log_fd, LOCK_UN); errno = saved; }

static int opened(int at, const char *path, int flags, mode_t mode) {
    const char *name = name_in(path);
    if (!name || !(flags & (O_CREAT | O_TRUNC))) return REAL(openat)(at, path, flags, mode);
    lock();
    int is_new = access(path, F_OK) != 0;
    int fd = REAL(openat)(at, path, flags, mode);
    if (fd >= 0 && is_new) record("create", fd, 0, NULL, 0, name, "-");
    else if (fd >= 0 && (flags & O_TRUNC)) record("truncate", fd, 0, NULL, 0, name, "-");
    unlock();
    return fd;
}

#define MODE_OF(flags, last) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, last); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags, flags) return opened(at, path, flags | O_LARGEFILE, mode); }

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) {
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (!name) return REAL(pwrite)(fd, data, length, offset);
    lock();
    ssize_t done = REAL(pwrite)(fd, data, length, offset);
    if (done > 0) record("write", fd, offset, data, (size_t)done, name, "-");
    unlock();
    return done;
}
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return pwrite(fd, data, length, offset); }

ssize_t write(int fd, const void *data, size_t length) {
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (!name) return REAL(write)(fd, data, length);
    lock();
    ssize_t done = REAL(write)(fd, data, length);
    if (done > 0) record("write", fd, lseek(fd, 0, SEEK_CUR) - done, data, (size_t)done, name, "-");
    unlock();
    return done;
}

int ftruncate(int fd, off_t size) {
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (!name) return REAL(ftruncate)(fd, size);
    lock();
    int result = REAL(ftruncate)(fd, size);
    if (result == 0) record("truncate", fd, size, NULL, 0, name, "-");
    unlock();
    return result;
}
int ftruncate64(int fd, off64_t size) { return ftruncate(fd, size); }

/* What was written before the call is on the disk after it: the record comes last. */
static int synced(int fd, int result) {
    char path[PATH_MAX];
    const char *name = name_of(fd, path);
    if (name && result == 0) record("sync", fd, 0, NULL, 0, name, "-");
    return result;
}
int fsync(int fd) {
    if (log_fd < 0) return REAL(fsync)(fd);
    lock();
    int result = synced(fd, REAL(fsync)(fd));
    unlock();
    return result;
}
int fdatasync(int fd) {
    if (log_fd < 0) return REAL(fdatasync)(fd);
    lock();
    int result = synced(fd, REAL(fdatasync)(fd));
    unlock();
    return result;
}

int unlink(const char *path) {
    const char *name = name_in(path);
    if (!name) return REAL(unlink)(path);
    lock();
    int result = REAL(unlink)(path);
    if (result == 0) record("unlink", -1, 0, NULL, 0, name, "-");
    unlock();
    return result;
}

int rename(const char *from, const char *to) {
    const char *name = name_in(from), *other = name_in(to);
    if (!name || !other) return REAL(rename)(from, to);
    lock();
    int result = REAL(rename)(from, to);
    if (result == 0) record("rename", -1, 0, NULL, 0, name, other);
    unlock();
    return result;
}

int mkdir(const char *path, mode_t mode) {
    const char *name = name_in(path);
    if (!name) return REAL(mkdir)(path, mode);
    lock();
    int result = REAL(mkdir)(path, mode);
    if (result == 0) record("mkdir", -1, 0, NULL, 0, name, "-");
    unlock();
    return result;
}
