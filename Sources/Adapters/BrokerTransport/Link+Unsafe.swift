package import BrokerCore

/// One accepted connection, plain or TLS.
package final class Link: @unchecked Sendable {
    package let descriptor: FileDescriptor
    package let peer: PeerAddress
    package var tls: TLSSession? { nil }
    package init(descriptor: FileDescriptor, peer: PeerAddress, context: TLSContext?) {
        self.descriptor = descriptor
        self.peer = peer
    }
    var isHandshaking: Bool { false }
    var hasPendingBytes: Bool { false }
    func handshake() -> TransferResult { .bytes(0) }
    @inline(__always)
    func receive(into room: UnsafeMutableRawBufferPointer) -> TransferResult {
        unsafe Socket.receive(from: descriptor, into: room)
    }
    @inline(__always)
    func send(_ bytes: UnsafeRawBufferPointer) -> TransferResult {
        unsafe Socket.send(bytes, to: descriptor)
    }
    func close() { descriptor.close() }
}
package final class TLSContext: Sendable {
    package init(_ settings: TLSSettings) throws(TLSFault) { throw TLSFault() }
}
package final class TLSSession {
    var version: String { "" }; var cipher: String { "" };
    package var peerCertificate: PeerCertificate? { nil }
}
package struct PeerCertificate: Sendable {
    package let commonName: String?; package let subject: String
}
package struct TLSFault: Error {}
