/* Fails, cuts short or kills at chosen writes, syncs, renames and cuts of files under one folder.
 *
 * Preloaded into a process of the tests, which arms it through ctypes. Nothing is failed until
 * then, nor in any file outside the folder.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define KILL -1

static char folder[PATH_MAX];
static size_t length;
static long nth, seen;
static long long room = -1;
static int how;
static char what[PATH_MAX + 32];

/* Watch `path`: the nth act on a file in it fails with this errno, or kills. No more than `bytes`
 * can be added to the files in it, unless that is negative. */
void faults_arm(const char *path, long number, int with, long long bytes)
{
    snprintf(folder, sizeof folder, "%s", path);
    length = strlen(folder);
    nth = number;
    how = with;
    room = bytes;
    seen = 0;
    what[0] = 0;
}

void faults_disarm(void) { length = 0; }
long faults_seen(void) { return seen; }
long long faults_left(void) { return room; }
/* The act that failed, and the file's name; empty where none did. */
const char *faults_what(void) { return what; }

static int watched(const char *path)
{
    return length && !strncmp(path, folder, length) && (path[length] == '/' || !path[length]);
}

static int fails(const char *path, const char *act)
{
    if (!watched(path))
        return 0;
    if (++seen != nth)
        return 0;
    const char *name = strrchr(path, '/');
    snprintf(what, sizeof what, "%s %s", act, name ? name + 1 : path);
    if (how == KILL)
        kill(getpid(), SIGKILL);
    errno = how;
    return 1;
}

static int path_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t read = readlink(link, path, PATH_MAX - 1);
    if (read < 0)
        return 0;
    path[read] = 0;
    return 1;
}

static int fd_fails(int fd, const char *act)
{
    char path[PATH_MAX];
    int before = errno;
    if (!length || !path_of(fd, path))
        return 0;
    int failed = fails(path, act);
    if (!failed)
        errno = before;
    return failed;
}

/* How many of these bytes there is room for, of a write that begins at `offset`. */
static size_t fits(int fd, off_t offset, size_t count)
{
    char path[PATH_MAX];
    struct stat about;
    if (room < 0 || !length || !path_of(fd, path) || !watched(path) || fstat(fd, &about))
        return count;
    long long grown = (long long)offset + (long long)count - about.st_size;
    if (grown <= 0)
        return count;
    if (grown > (long long)count)
        grown = count;
    if (grown <= room) {
        room -= grown;
        return count;
    }
    count -= grown - room;
    room = 0;
    if (!count) {
        snprintf(what, sizeof what, "full");
        errno = ENOSPC;
    }
    return count;
}

static off_t here(int fd)
{
    struct stat about;
    if (fcntl(fd, F_GETFL) & O_APPEND)
        return fstat(fd, &about) ? 0 : about.st_size;
    return lseek(fd, 0, SEEK_CUR);
}

#define REAL(result, name, ...)                                                                   \
    static result (*real)(__VA_ARGS__);                                                           \
    if (!real)                                                                                    \
        real = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *bytes, size_t count)
{
    REAL(ssize_t, write, int, const void *, size_t);
    if (!length)
        return real(fd, bytes, count);
    if (fd_fails(fd, "write"))
        return -1;
    size_t fit = room < 0 ? count : fits(fd, here(fd), count);
    return count && !fit ? -1 : real(fd, bytes, fit);
}

#define PWRITE(name)                                                                              \
    ssize_t name(int fd, const void *bytes, size_t count, off_t offset)                           \
    {                                                                                             \
        REAL(ssize_t, name, int, const void *, size_t, off_t);                                    \
        if (fd_fails(fd, "pwrite"))                                                               \
            return -1;                                                                            \
        size_t fit = fits(fd, offset, count);                                                     \
        return count && !fit ? -1 : real(fd, bytes, fit, offset);                                 \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

#define SENDFILE(name)                                                                            \
    ssize_t name(int out, int in, off_t *offset, size_t count)                                    \
    {                                                                                             \
        REAL(ssize_t, name, int, int, off_t *, size_t);                                           \
        if (fd_fails(out, "sendfile"))                                                            \
            return -1;                                                                            \
        struct stat about;                                                                        \
        if (room >= 0 && !fstat(in, &about) && (size_t)about.st_size < count)                     \
            count = about.st_size;                                                                \
        size_t fit = fits(out, here(out), count);                                                 \
        return count && !fit ? -1 : real(out, in, offset, fit);                                   \
    }
SENDFILE(sendfile)
SENDFILE(sendfile64)

#define SYNC(name)                                                                                \
    int name(int fd)                                                                              \
    {                                                                                             \
        REAL(int, name, int);                                                                     \
        return fd_fails(fd, #name) ? -1 : real(fd);                                               \
    }
SYNC(fsync)
SYNC(fdatasync)

#define TRUNCATE(name)                                                                            \
    int name(int fd, off_t size)                                                                  \
    {                                                                                             \
        REAL(int, name, int, off_t);                                                              \
        return fd_fails(fd, "ftruncate") ? -1 : real(fd, size);                                   \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

int rename(const char *from, const char *to)
{
    REAL(int, rename, const char *, const char *);
    return fails(to, "rename") ? -1 : real(from, to);
}

int linkat(int from_in, const char *from, int to_in, const char *to, int flags)
{
    REAL(int, linkat, int, const char *, int, const char *, int);
    return fails(to, "link") ? -1 : real(from_in, from, to_in, to, flags);
}
