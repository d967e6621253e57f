import SwiftASN1
import X509

extension RequestFile {
    /// Far above the names that one certificate may have.
    private static let wishesMax = 1_000

    /// The names of servers that a request asks for, and all else that it asks for.
    static func wishes(
        of request: CertificateSigningRequest
    ) throws -> (names: [ServerName], declined: [Declined]) {
        var names: [ServerName] = []
        var declined: [Declined] = []
        var hasCommonName = false
        for part in request.subject {
            for attribute in part {
                if attribute.type == .RDNAttributeType.commonName, !hasCommonName {
                    hasCommonName = true
                } else {
                    declined.append(.subject(attribute.description))
                }
            }
        }
        let asked = try request.attributes.extensionRequest?.extensions ?? Certificate.Extensions()
        for wish in asked where wish.oid != .X509ExtensionID.subjectAlternativeName {
            if !isGranted(wish.oid) { declined.append(.extension(name(of: wish.oid))) }
        }
        for use in try excess(in: asked) { declined.append(.extension(use)) }
        for name in try asked.subjectAlternativeNames ?? SubjectAlternativeNames() {
            if let server = ServerName(name) {
                names.append(server)
            } else {
                declined.append(.name(name.description))
            }
            if names.count + declined.count > wishesMax { throw RequestFault.unreadable }
        }
        return (names, declined)
    }

    // Uses that no server and no device has.
    private static func excess(in asked: Certificate.Extensions) throws -> [String] {
        let uses = try asked.extendedKeyUsage.map { Array($0) } ?? []
        let others = uses.filter { $0 != .serverAuth && $0 != .clientAuth }.map(\.name)
        let signing = ["keyCertSign", "cRLSign"]
        let rights = try asked.keyUsage?.names.filter { signing.contains($0) } ?? []
        return others.map { "extendedKeyUsage " + $0 } + rights.map { "keyUsage " + $0 }
    }

    // What every certificate of ours has, in our own form.
    private static func isGranted(_ oid: ASN1ObjectIdentifier) -> Bool {
        let own: [ASN1ObjectIdentifier] = [
            .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
            .X509ExtensionID.subjectKeyIdentifier,
        ]
        return own.contains(oid)
    }

    private static func name(of oid: ASN1ObjectIdentifier) -> String {
        switch oid {
        case .X509ExtensionID.basicConstraints: "basicConstraints"
        case .X509ExtensionID.nameConstraints: "nameConstraints"
        default: oid.description
        }
    }
}

extension ServerName {
    /// The name of a server, nil for those of other kinds and for what is no name.
    init?(_ name: GeneralName) {
        switch name {
        case .dnsName(let text):
            guard let name = try? ServerName(text) else { return nil }  // No name we would issue.
            self = name
        case .ipAddress(let address):
            let bytes = Array(address.bytes)
            guard bytes.count == 4 || bytes.count == 16 else { return nil }
            self = .address(bytes)
        default: return nil
        }
    }
}
