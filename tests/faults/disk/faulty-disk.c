/*
 * A disk that fails on demand, and a record of what reached it: preloaded into an engine, for what is
 * under DISK_ROOT alone. Nothing it starts inherits it.
 *
 * DISK_CONTROL is a file of eight 32-bit numbers, shared with the test while the engine runs:
 *   0 writes and syncs so far    1 the first that fails    2 the first that does not any more
 *   3 errno                      4 what fails: 1 writes, 2 syncs, 4 making and removing files
 *   5 the first failing write is a short one               6 how many have failed
 *   7 only the input of agents fails
 * DISK_JOURNAL, where given, gets a record of each change, for the model of a power cut.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT, FROM, TO, ERRNO, WHAT, SHORT, FAILED, INPUT };
enum { WRITES = 1, SYNCS = 2, NAMES = 4 };
enum { OPEN = 1, WRITE, SYNC, SYNC_FAILED, TRUNCATE, RENAME, UNLINK, MKDIR };
enum { MOST_FDS = 65536 };

static const char *root;
static volatile uint32_t *control;
static int journal = -1;
static pid_t self;
static struct { char *path; dev_t device; ino_t inode; } files[MOST_FDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  const char *control_path = getenv("DISK_CONTROL"), *journal_path = getenv("DISK_JOURNAL");
  unsetenv("LD_PRELOAD");
  root = getenv("DISK_ROOT");
  if (root == NULL || control_path == NULL) return;
  int fd = syscall(SYS_openat, AT_FDCWD, control_path, O_RDWR | O_CLOEXEC, 0);
  void *shared = mmap(NULL, 32, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (shared == MAP_FAILED) abort();
  control = shared;
  if (journal_path != NULL) {
    int flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    journal = syscall(SYS_openat, AT_FDCWD, journal_path, flags, 0600);
    if (journal < 0) abort();
  }
  self = getpid();
}

/* A child between fork and exec has our memory, and maybe a lock that nobody will ever open. */
static int is_ours(void) { return control != NULL && getpid() == self; }

/* SQLite's shared memory is made anew by whoever opens the database, and never synced. */
static int is_watched(const char *path) {
  size_t length = strlen(root), size = path == NULL ? 0 : strlen(path);
  if (size <= length || strncmp(path, root, length) != 0 || path[length] != '/') return 0;
  return size < 4 || strcmp(path + size - 4, "-shm") != 0;
}

/* Where a file is watched; libuv closes files behind our back, so a number may be another's by now. */
static const char *path_of(int fd) {
  struct stat now;
  if (fd < 0 || fd >= MOST_FDS || files[fd].path == NULL || !is_ours()) return NULL;
  if (fstat(fd, &now) != 0) return NULL;
  int is_same = now.st_dev == files[fd].device && now.st_ino == files[fd].inode;
  return is_same ? files[fd].path : NULL;
}

static void note(uint32_t kind, const char *path, uint64_t at, const void *data, uint32_t size) {
  if (journal < 0) return;
  struct { uint32_t kind, path, size, unused; uint64_t at; } head = {kind, strlen(path), size, 0, at};
  struct iovec parts[] = {
    {&head, sizeof head}, {(void *)path, head.path}, {(void *)data, data == NULL ? 0 : size}};
  if (syscall(SYS_writev, journal, parts, 3) < 0) abort();
}

/* Whether this one fails, and errno then says why. Under the lock. */
static int fails(uint32_t what, const char *path) {
  static const char input[] = "/in.jsonl";
  size_t size = strlen(path), end = sizeof input - 1;
  uint32_t n = control[COUNT];
  if (what != NAMES) control[COUNT] = n + 1;
  if (n < control[FROM] || n >= control[TO] || (control[WHAT] & what) == 0) return 0;
  if (control[INPUT] && (size < end || strcmp(path + size - end, input) != 0)) return 0;
  control[FAILED] += 1;
  errno = control[ERRNO];
  return 1;
}

static ssize_t put(int fd, const void *data, size_t size, off_t at) {
  return at < 0 ? syscall(SYS_write, fd, data, size) : syscall(SYS_pwrite64, fd, data, size, at);
}

static ssize_t watched_write(int fd, const void *data, size_t size, off_t at) {
  ssize_t done = -1;
  pthread_mutex_lock(&lock);
  int is_short = control[SHORT] && control[FAILED] == 0 && size > 1;
  if (!fails(WRITES, files[fd].path) || is_short) {
    /* Half of it, as a disk takes that has no room for the rest. */
    if (is_short && control[FAILED] > 0) size /= 2;
    done = put(fd, data, size, at);
    off_t end = at < 0 ? lseek(fd, 0, SEEK_CUR) : at + done;
    if (done > 0) note(WRITE, files[fd].path, end - done, data, done);
  }
  int why = errno;
  pthread_mutex_unlock(&lock);
  errno = why;
  return done;
}

ssize_t write(int fd, const void *data, size_t size) {
  return path_of(fd) == NULL ? NEXT(write)(fd, data, size) : watched_write(fd, data, size, -1);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  return path_of(fd) == NULL ? NEXT(pwrite64)(fd, data, size, at)
                             : watched_write(fd, data, size, at);
}

/* As many as the first of them takes: whoever calls goes on with the rest. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
  if (path_of(fd) == NULL || count < 1) return NEXT(writev)(fd, parts, count);
  return watched_write(fd, parts[0].iov_base, parts[0].iov_len, -1);
}

/* No power is ever really cut, so nothing is really synced. */
static int watched_sync(int fd) {
  pthread_mutex_lock(&lock);
  int failed = fails(SYNCS, files[fd].path), why = errno;
  note(failed ? SYNC_FAILED : SYNC, files[fd].path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = why;
  return failed ? -1 : 0;
}

int fsync(int fd) { return path_of(fd) == NULL ? NEXT(fsync)(fd) : watched_sync(fd); }
int fdatasync(int fd) { return path_of(fd) == NULL ? NEXT(fdatasync)(fd) : watched_sync(fd); }

int ftruncate64(int fd, off64_t size) {
  if (path_of(fd) == NULL) return NEXT(ftruncate64)(fd, size);
  pthread_mutex_lock(&lock);
  int result = syscall(SYS_ftruncate, fd, size);
  if (result == 0) note(TRUNCATE, files[fd].path, size, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

static int watched_open(int dir, const char *path, int flags, mode_t mode) {
  int made = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  int fd = -1;
  pthread_mutex_lock(&lock);
  if (!made || !fails(NAMES, path)) {
    fd = syscall(SYS_openat, dir, path, flags, mode);
    if (fd >= MOST_FDS) abort();
    if (fd >= 0) {
      struct stat now;
      if (fstat(fd, &now) != 0) abort();
      free(files[fd].path);
      files[fd].path = strdup(path);
      files[fd].device = now.st_dev;
      files[fd].inode = now.st_ino;
      if (made) note(OPEN, path, 0, NULL, 0);
      if ((flags & O_TRUNC) != 0) note(TRUNCATE, path, 0, NULL, 0);
    }
  }
  int why = errno;
  pthread_mutex_unlock(&lock);
  errno = why;
  return fd;
}

/* Its number may have been a watched file's, and its inode too: both are used again at once. */
static int unwatched_open(const char *path, int flags, mode_t mode) {
  int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode), why = errno;
  if (fd >= 0 && fd < MOST_FDS && is_ours()) {
    pthread_mutex_lock(&lock);
    free(files[fd].path);
    files[fd].path = NULL;
    pthread_mutex_unlock(&lock);
  }
  errno = why;
  return fd;
}

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (!is_ours() || !is_watched(path)) return unwatched_open(path, flags, mode); \
    return watched_open(AT_FDCWD, path, flags, mode); \
  }
OPENING(open)
OPENING(open64)

#define NAMING(kind, path, to, call) \
  if (!is_ours() || !is_watched(path)) return call; \
  pthread_mutex_lock(&lock); \
  const char *target = to; \
  int result = fails(NAMES, path) ? -1 : call, why = errno; \
  if (result == 0) note(kind, path, 0, target, target == NULL ? 0 : strlen(target)); \
  pthread_mutex_unlock(&lock); \
  errno = why; \
  return result;

int rename(const char *from, const char *to) { NAMING(RENAME, from, to, NEXT(rename)(from, to)) }
int unlink(const char *path) { NAMING(UNLINK, path, NULL, NEXT(unlink)(path)) }
int rmdir(const char *path) { NAMING(UNLINK, path, NULL, NEXT(rmdir)(path)) }
int mkdir(const char *path, mode_t mode) { NAMING(MKDIR, path, NULL, NEXT(mkdir)(path, mode)) }
