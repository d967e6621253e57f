internal import Glibc

/// A kernel handle by its number; whoever holds it as owner closes it once.
///
/// Copies are free so that accepted connections can travel between threads in batches.
package struct FileDescriptor: Hashable, Sendable {
    /// The kernel's number.
    package let rawValue: Int32

    /// Takes the number over as it is.
    package init(rawValue: Int32) { self.rawValue = rawValue }

    /// Gives the number back to the kernel.
    package func close() {
        // Linux frees the number even when close reports an error: nothing is left to do.
        _ = Glibc.close(rawValue)
    }
}
