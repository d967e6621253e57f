// Preloaded into a broker: while the file $FAULTY_CALLS_TRIGGER exists, the system calls that it
// names fail on files below $FAULTY_CALLS_FOLDER. The file holds `CALL ERRNO [torn]`; CALL is
// `write` or `sync`. A torn write writes its first half before it fails.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int is_below_folder(int descriptor) {
    const char *folder = getenv("FAULTY_CALLS_FOLDER");
    char name[64], path[4096];
    snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(name, path, sizeof path - 1);
    if (length <= 0 || folder == NULL) return 0;
    path[length] = '\0';
    return strncmp(path, folder, strlen(folder)) == 0;
}

/// The errno with which `call` must fail on this descriptor, 0 when it must not.
static int fault(const char *call, int descriptor, int *is_torn) {
    const char *trigger = getenv("FAULTY_CALLS_TRIGGER");
    if (trigger == NULL || access(trigger, F_OK) != 0) return 0;
    FILE *file = fopen(trigger, "re");
    if (file == NULL) return 0;
    char wanted[16] = "", mode[16] = "";
    int error = 0;
    int count = fscanf(file, "%15s %d %15s", wanted, &error, mode);
    fclose(file);
    *is_torn = strcmp(mode, "torn") == 0;
    return count >= 2 && strcmp(call, wanted) == 0 && is_below_folder(descriptor) ? error : 0;
}

#define ORIGINAL(name) __typeof__(&name) original = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

#define WRITES(call, arguments)                                        \
    int is_torn = 0, error = fault("write", descriptor, &is_torn);     \
    if (error != 0) {                                                  \
        if (is_torn) { count /= 2; (void)!original arguments; }        \
        errno = error;                                                 \
        return -1;                                                     \
    }                                                                  \
    return original arguments;

ssize_t write(int descriptor, const void *bytes, size_t count) {
    ORIGINAL(write);
    WRITES(write, (descriptor, bytes, count))
}

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
    ORIGINAL(pwrite);
    WRITES(pwrite, (descriptor, bytes, count, offset))
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
    ORIGINAL(pwrite64);
    WRITES(pwrite64, (descriptor, bytes, count, offset))
}

static int sync_fails(int descriptor) {
    int is_torn = 0, error = fault("sync", descriptor, &is_torn);
    if (error != 0) errno = error;
    return error != 0;
}

int fsync(int descriptor) {
    ORIGINAL(fsync);
    return sync_fails(descriptor) ? -1 : original(descriptor);
}

int fdatasync(int descriptor) {
    ORIGINAL(fdatasync);
    return sync_fails(descriptor) ? -1 : original(descriptor);
}
