internal import CLinux
internal import Glibc

/// Binding to TCP addresses.
extension ListenSocket {
    /// One socket for each address of `host`, all on one port.
    static func openTCP(
        host: String, port: UInt16, networkInterface: String?
    ) throws(ListenFault) -> [ListenSocket] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        // Proof: the list is written only on success and freed on every way out.
        let status = unsafe getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else {
            let reason =
                status == EAI_SYSTEM
                ? SystemFault(code: errno).description
                : unsafe String(cString: gai_strerror(status))
            throw .unknownHost(host, reason: reason)
        }
        defer { unsafe freeaddrinfo(list) }
        var sockets: [ListenSocket] = []
        var next = unsafe list
        while let entry = unsafe next {
            let family = unsafe entry.pointee.ai_family
            // Proof: getaddrinfo made the address, of the length it says.
            if let address = unsafe entry.pointee.ai_addr {
                let chosen = port == 0 ? sockets.first?.port ?? 0 : port
                unsafe setPort(chosen, of: address, family: family)
                sockets.append(
                    try unsafe openOne(
                        family: family, address: address, length: entry.pointee.ai_addrlen,
                        place: "\(host) port \(port)", networkInterface: networkInterface,
                        isDualStack: false))
            }
            unsafe next = entry.pointee.ai_next
        }
        return sockets
    }

    /// One socket for every address of the machine; IPv4 alone where the kernel has no IPv6.
    static func openEverywhere(
        port: UInt16, networkInterface: String?
    ) throws(ListenFault) -> ListenSocket {
        let place = "port \(port)"
        do throws(ListenFault) {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            return try openOne(
                family: AF_INET6, address: &address, place: place,
                networkInterface: networkInterface, isDualStack: true)
        } catch .addressNotAvailable {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            return try openOne(
                family: AF_INET, address: &address, place: place,
                networkInterface: networkInterface, isDualStack: false)
        }
    }

    private static func openOne<Address>(
        family: Int32, address: inout Address, place: String, networkInterface: String?,
        isDualStack: Bool
    ) throws(ListenFault) -> ListenSocket {
        let length = socklen_t(MemoryLayout<Address>.size)
        return try unsafe withUnsafeMutableBytes(
            of: &address
        ) { bytes throws(ListenFault) in
            guard let start = bytes.baseAddress else {
                throw ListenFault.failed(place, SystemFault(code: EINVAL))
            }
            // Proof: Address is a sockaddr_in or sockaddr_in6, whose head is a sockaddr.
            return try unsafe openOne(
                family: family, address: start.assumingMemoryBound(to: sockaddr.self),
                length: length, place: place, networkInterface: networkInterface,
                isDualStack: isDualStack)
        }
    }

    private static func openOne(
        family: Int32, address: UnsafeMutablePointer<sockaddr>, length: socklen_t,
        place: String, networkInterface: String?, isDualStack: Bool
    ) throws(ListenFault) -> ListenSocket {
        let number = clinux_stream_socket(family)
        if number < 0 { throw ListenFault(SystemFault(code: -number), place: place) }
        let descriptor = FileDescriptor(rawValue: number)
        do throws(ListenFault) {
            try check(clinux_allow_address_reuse(number), place)
            try check(clinux_send_small_at_once(number), place)
            if family == AF_INET6 {
                try check(clinux_set_ipv6_only(number, isDualStack ? 0 : 1), place)
            }
            if let networkInterface {
                // Proof: Swift lends the name, ended with zero, for the call.
                let result = unsafe clinux_bind_to_interface(number, networkInterface)
                if result == -ENODEV { throw .unknownInterface(networkInterface) }
                try check(result, "interface \(networkInterface)")
            }
            // Proof: the caller's address is `length` bytes long.
            if unsafe bind(number, address, length) < 0 {
                throw ListenFault(SystemFault(code: errno), place: place)
            }
        } catch {
            descriptor.close()
            throw error
        }
        return try ListenSocket(bound: descriptor, place: place, unixPath: nil)
    }

    private static func setPort(
        _ port: UInt16, of address: UnsafeMutablePointer<sockaddr>, family: Int32
    ) {
        // Proof: the port lies at the same place in both, right behind the family.
        guard family == AF_INET || family == AF_INET6 else { return }
        unsafe UnsafeMutableRawPointer(address).storeBytes(
            of: port.bigEndian, toByteOffset: 2, as: UInt16.self)
    }

    private static func check(_ result: Int32, _ place: String) throws(ListenFault) {
        if result < 0 { throw ListenFault(SystemFault(code: -result), place: place) }
    }
}
