// Takes the place of the C library's allocator in the program that it is linked into, counts what
// each thread asks for, and passes everything on. Memory is given back to the library itself.
#define _GNU_SOURCE
#include "AllocationCounter.h"

#include <errno.h>
#include <execinfo.h>
#include <link.h>
#include <stdbool.h>
#include <string.h>

// glibc's own entry points behind the names that are defined here.
extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

enum { STACKS_MAX = 64, OWN_FRAMES = 2 };

struct stack {
    uint64_t times;
    uint64_t addresses[ALLOCATION_STACK_DEPTH];
};

static _Thread_local uint64_t count;
// Whether stacks are kept, and whether one is being taken: that may allocate itself.
static _Thread_local bool keeps_stacks, is_taking_stack;
static _Thread_local struct stack stacks[STACKS_MAX];
static _Thread_local size_t stack_count;
static uint64_t program_start, program_end;

uint64_t allocation_count(void) { return count; }

static int find_program(struct dl_phdr_info *object, size_t size, void *context) {
    (void)size, (void)context;
    program_start = object->dlpi_addr;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *part = &object->dlpi_phdr[index];
        uint64_t end = object->dlpi_addr + part->p_vaddr + part->p_memsz;
        if (part->p_type == PT_LOAD && end > program_end) program_end = end;
    }
    return 1;  // the first object is the program
}

void allocation_stacks_start(void) {
    void *frame[1];
    backtrace(frame, 1);  // loads what it needs now
    dl_iterate_phdr(find_program, NULL);
    memset(stacks, 0, sizeof stacks);
    stack_count = 0;
    keeps_stacks = true;
}

void allocation_stacks_stop(void) { keeps_stacks = false; }

size_t allocation_stack_count(void) { return stack_count; }

uint64_t allocation_stack_times(size_t stack) { return stacks[stack].times; }

uint64_t allocation_stack_address(size_t stack, size_t depth) {
    return stacks[stack].addresses[depth];
}

static void keep_stack(void) {
    is_taking_stack = true;
    void *frames[ALLOCATION_STACK_DEPTH + OWN_FRAMES];
    int depth = backtrace(frames, ALLOCATION_STACK_DEPTH + OWN_FRAMES);
    struct stack taken = {.times = 1};
    for (int index = OWN_FRAMES; index < depth; index++) {
        uint64_t address = (uint64_t)frames[index];
        if (address >= program_start && address < program_end)
            taken.addresses[index - OWN_FRAMES] = address - program_start;
    }
    is_taking_stack = false;
    for (size_t index = 0; index < stack_count; index++)
        if (memcmp(stacks[index].addresses, taken.addresses, sizeof taken.addresses) == 0) {
            stacks[index].times++;
            return;
        }
    if (stack_count < STACKS_MAX) stacks[stack_count++] = taken;
}

static inline __attribute__((always_inline)) void note(void) {
    if (is_taking_stack) return;
    count++;
    if (keeps_stacks) keep_stack();
}

void *malloc(size_t size) {
    note();
    return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
    note();
    return __libc_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    note();
    return __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    note();
    return __libc_memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    note();
    if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0) return EINVAL;
    void *taken = __libc_memalign(alignment, size);
    if (taken == NULL) return ENOMEM;
    *memory = taken;
    return 0;
}
