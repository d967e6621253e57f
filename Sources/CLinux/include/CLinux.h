// What Swift's Glibc module lacks for a reactor. Every function returns a result >= 0, or -errno.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>

/// One ready file descriptor: the token it was registered with, and CLINUX_READ etc.
struct clinux_event {
    uint64_t token;
    uint32_t readiness;
};

/// The kernel's bits for interest and readiness.
#define CLINUX_READ 0x001u
#define CLINUX_WRITE 0x004u
#define CLINUX_ERROR 0x008u
#define CLINUX_HANG_UP 0x010u
#define CLINUX_PEER_CLOSED 0x2000u
#define CLINUX_EXCLUSIVE (1u << 28)

/// The most events one call of clinux_epoll_wait reports.
#define CLINUX_EVENTS_MAX 512

/// Room for the text of any peer address.
#define CLINUX_ADDRESS_TEXT_SIZE 64

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int descriptor, uint32_t interest, uint64_t token);
int clinux_epoll_modify(int epoll, int descriptor, uint32_t interest, uint64_t token);
int clinux_epoll_remove(int epoll, int descriptor);
/// Fills at most CLINUX_EVENTS_MAX events. A signal counts as no event.
int clinux_epoll_wait(int epoll, struct clinux_event *events, int events_max, int milliseconds);

int clinux_eventfd_create(void);
int clinux_eventfd_signal(int descriptor);
int clinux_eventfd_drain(int descriptor);

/// A descriptor that becomes readable when its time has come.
int clinux_timer_create(void);
/// The time is so far off; 0 for never. What was set before, and whether it has come, is forgotten.
int clinux_timer_set(int descriptor, uint32_t milliseconds);

/// A close-on-exec, non-blocking stream socket.
int clinux_stream_socket(int family);
int clinux_allow_address_reuse(int descriptor);
/// TCP_NODELAY, which connections inherit from the listener that accepts them.
int clinux_send_small_at_once(int listener);
int clinux_set_ipv6_only(int descriptor, int is_only);
int clinux_bind_to_interface(int descriptor, const char *name);
/// -ENAMETOOLONG when the path does not fit into sockaddr_un.
int clinux_bind_unix(int descriptor, const char *path);
int clinux_connect_unix(int descriptor, const char *path);
int clinux_local_port(int descriptor);
/// Writes the address that the peer of a connection reached us by, of CLINUX_ADDRESS_TEXT_SIZE
/// bytes at most; an empty text for a Unix domain socket.
void clinux_local_address(int descriptor, char *text);
int clinux_pending_error(int descriptor);

/// Accepts a close-on-exec, non-blocking socket.
/// `text` takes CLINUX_ADDRESS_TEXT_SIZE bytes; IPv4 in IPv6 is written as IPv4; Unix: empty.
int clinux_accept(int listener, char *text, uint16_t *port);

ptrdiff_t clinux_receive(int descriptor, void *bytes, size_t count);
/// Never raises SIGPIPE.
ptrdiff_t clinux_send(int descriptor, const void *bytes, size_t count);

/// Processors that this process may run on.
int clinux_usable_processor_count(void);
/// Names the calling thread in /proc; the kernel keeps 15 bytes.
int clinux_name_thread(const char *name);

/// CRC-32C of the bytes behind those that gave `crc`; 0 at the start.
uint32_t clinux_crc32c(uint32_t crc, const void *bytes, size_t count);

/// Makes a descriptor stand for what another one does, from one moment to the next.
int clinux_replace_descriptor(int descriptor, int other);

/// One line to the system's log, as a notice.
void clinux_write_system_log(const char *text);

#endif
