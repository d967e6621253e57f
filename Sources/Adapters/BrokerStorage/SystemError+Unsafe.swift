import Glibc

extension SystemError {
    /// The error that the last call on this thread left.
    static func last(_ operation: String) -> SystemError {
        SystemError(operation: operation, code: errno)
    }

    /// The C library's text, such as `No space left on device`.
    static func text(of code: Int32) -> String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            // Proof: the buffer is 256 bytes long, and strerror_r ends what it writes with zero.
            guard let start = text.baseAddress else { return "error \(code)" }
            unsafe start.pointee = 0
            _ = unsafe strerror_r(code, start, 256)
            return unsafe String(cString: start)
        }
    }
}
