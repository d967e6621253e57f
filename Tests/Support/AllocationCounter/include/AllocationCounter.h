#pragma once
#include <stddef.h>
#include <stdint.h>

/// Calls of malloc, calloc, realloc and their aligned kin that this thread has made so far.
uint64_t allocation_count(void);

/// From now on this thread keeps the stacks of its allocations, until `allocation_stacks_stop`.
/// What was kept before is forgotten.
void allocation_stacks_start(void);

void allocation_stacks_stop(void);

/// How many different stacks were kept; what comes after the first 64 is not.
size_t allocation_stack_count(void);

/// How often the stack of that index was met.
uint64_t allocation_stack_times(size_t stack);

/// The return address at `depth` of that stack, as an offset into the program's file; 0 for one
/// that lies in a library, or where the stack ends.
uint64_t allocation_stack_address(size_t stack, size_t depth);

/// Frames of a stack that are kept.
enum { ALLOCATION_STACK_DEPTH = 32 };
