import NIOCore
import NIOPosix

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Asks the system which addresses a name has.
package struct HostLookup: Sendable {
    private let lookUp: @Sendable (String) -> [String]
    /// Names that take longer are treated as unknown.
    private static let patience = TimeAmount.seconds(5)

    /// The system's own resolver.
    package static let system = HostLookup { numericAddresses(of: $0) }

    /// A resolver with answers of its own.
    package init(_ lookUp: @escaping @Sendable (String) -> [String]) { self.lookUp = lookUp }

    /// Every address of a name in the resolver's order; none when it is unknown.
    func addresses(of host: String) async -> [String] {
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let found = loop.makePromise(of: [String].self)
        let lookUp = lookUp
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) { lookUp(host) }
            .whenComplete { result in
                found.succeed((try? result.get()) ?? [])  // the pool ends with the process
            }
        let timer = loop.scheduleTask(in: Self.patience) { found.succeed([]) }
        defer { timer.cancel() }
        return (try? await found.futureResult.get()) ?? []  // it is only ever kept
    }

    private static func numericAddresses(of host: String) -> [String] {
        if host.utf8.contains(0) { return [] }
        // Proof: all zero is a valid `addrinfo`.
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        // Proof: the name lives for the call; `list` receives what freeaddrinfo gets below.
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        // Proof: getaddrinfo made the list, and nothing of it is used after this function.
        defer { unsafe freeaddrinfo(list) }
        var addresses: [String] = []
        var next = unsafe list
        // Bounded by the resolver's own answer.
        while let entry = unsafe next {
            // Proof: the entry belongs to the list, which lives until the end of this function.
            let text = unsafe numericText(of: entry.pointee.ai_addr, entry.pointee.ai_addrlen)
            if let text, !addresses.contains(text) {
                addresses.append(text)
            }
            // Proof: as above.
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private static func numericText(
        of address: UnsafeMutablePointer<sockaddr>?, _ length: socklen_t
    ) -> String? {
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        // Proof: `address` has `length` bytes by the resolver's word; `text` is our own array.
        let status = unsafe getnameinfo(
            address, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
        guard status == 0 else { return nil }
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
