import BrokerTransport
import Glibc

/// A plain, blocking TCP client on loopback.
final class TestClient {
    let descriptor: FileDescriptor

    init(port: UInt16) throws {
        descriptor = FileDescriptor(
            rawValue: socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        )
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        // Proof: the pointer and the size are those of one sockaddr_in.
        let result = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe connect(
                descriptor.rawValue, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count))
        }
        if result < 0 { throw SystemFault(code: errno) }
    }

    deinit { descriptor.close() }

    func send(_ bytes: [UInt8]) -> TransferResult {
        // Proof: the array lends its own storage for the call.
        unsafe bytes.withUnsafeBytes { unsafe Socket.send($0, to: descriptor) }
    }

    /// Receives exactly so many bytes, or fewer when the stream ends.
    func receive(count: Int) -> [UInt8] {
        var collected: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while collected.count < count {
            let room = min(buffer.count, count - collected.count)
            // Proof: `room` is no more than the buffer holds.
            let result = unsafe buffer.withUnsafeMutableBytes {
                unsafe Socket.receive(
                    from: descriptor,
                    into: UnsafeMutableRawBufferPointer(rebasing: $0[..<room]))
            }
            guard case .bytes(let received) = result else { break }
            collected += buffer[..<received]
        }
        return collected
    }

    /// Makes close send a reset instead of an end of stream.
    func resetOnClose() {
        var option = linger(l_onoff: 1, l_linger: 0)
        // Proof: the pointer and the size are those of one linger.
        _ = unsafe setsockopt(
            descriptor.rawValue, SOL_SOCKET, SO_LINGER, &option,
            socklen_t(MemoryLayout<linger>.size))
    }
}
