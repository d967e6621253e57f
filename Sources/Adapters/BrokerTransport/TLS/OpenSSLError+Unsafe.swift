internal import COpenSSL

/// An entry of OpenSSL's error queue.
package struct OpenSSLError: Hashable, Sendable {
    /// The packed library and reason, as `openssl errstr` takes it.
    package let code: UInt

    /// The first entry of this thread's queue, which is left empty.
    static func take() -> OpenSSLError { OpenSSLError(code: copenssl_take_error()) }

    /// The alert that the peer sent, when that is what failed (RFC 8446 section 6).
    package var alert: UInt8? {
        let reason = copenssl_reason_of(code)
        return UInt8(exactly: reason - SSL_AD_REASON_OFFSET)
    }

    var reasonCode: Int32 { copenssl_reason_of(code) }
}

extension OpenSSLError: CustomStringConvertible {
    /// OpenSSL's line, such as `error:0A000418:SSL routines::tlsv1 alert unknown ca`.
    package var description: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { text in
            // Proof: the buffer is 256 bytes long, and OpenSSL ends what it writes with zero.
            guard let start = text.baseAddress else { return "error:\(code)" }
            unsafe ERR_error_string_n(code, start, 256)
            return unsafe String(cString: start)
        }
    }
}
