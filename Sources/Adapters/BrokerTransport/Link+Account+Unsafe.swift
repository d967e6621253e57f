internal import CLinux
internal import COpenSSL

extension Link {
    /// All that is known of the peer.
    /// - Parameter listener: the listener, as a place in the settings.
    package func account(listener: Int) -> PeerAccount {
        guard let tls else { return PeerAccount(address: peer) }
        return PeerAccount(
            address: peer,
            details: PeerAccount.Details(
                listener: listener, context: tls.context, localAddress: localAddress,
                opening: tls.notes?.opening ?? [],
                hello: tls.notes.flatMap { ClientHello(message: $0.hello) },
                serverName: tls.serverName, certificates: tls.shownCertificates))
    }

    private var localAddress: String? {
        unsafe withUnsafeTemporaryAllocation(
            of: CChar.self, capacity: Int(CLINUX_ADDRESS_TEXT_SIZE)
        ) { text in
            // Proof: the buffer has the size that the call promises not to exceed, and the call
            // ends the text with zero.
            guard let start = text.baseAddress else { return nil }
            unsafe clinux_local_address(descriptor.rawValue, start)
            let address = unsafe String(cString: start)
            return address.isEmpty ? nil : address
        }
    }
}

extension TLSSession {
    /// The name that OpenSSL took from the hello.
    fileprivate var serverName: String? {
        // Proof: the SSL is alive as long as this object, and its text, ended with zero, too.
        guard let session = unsafe session,
            let name = unsafe SSL_get_servername(session, TLSEXT_NAMETYPE_host_name)
        else { return nil }
        return ClientHello.shown(unsafe String(cString: name))
    }

    /// The certificates that the peer proved to hold, or those that were refused.
    fileprivate var shownCertificates: [[UInt8]] {
        EncodedCertificates.split(verified?.encoded ?? notes?.shown ?? [])
    }
}
