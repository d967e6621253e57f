internal import Glibc

/// A system call's refusal.
package struct SystemFault: Error, Hashable, Sendable {
    /// The value of errno.
    package let code: Int32

    /// Keeps an errno value.
    package init(code: Int32) { self.code = code }

    /// Unwraps the result of a CLinux function, which is never below -errno.
    @inline(__always)
    static func check(_ result: Int32) throws(SystemFault) -> Int32 {
        if result < 0 { throw SystemFault(code: -result) }
        return result
    }
}

extension SystemFault: CustomStringConvertible {
    /// The C library's text, such as `Permission denied`.
    package var description: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            // Proof: the buffer is 256 bytes long, and strerror_r ends what it writes with zero.
            guard let start = text.baseAddress else { return "error \(code)" }
            unsafe start.pointee = 0
            _ = unsafe strerror_r(code, start, 256)
            return unsafe String(cString: start)
        }
    }
}
