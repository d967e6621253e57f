import SwiftASN1
import X509

/// What a certificate below the authority is for, which decides its name and its extensions.
package enum LeafProfile: Hashable, Sendable {
    /// Proves to clients that the server has these names.
    case server(ServerNames)
    /// Proves to a broker which device this is. The common name alone says so: an alternative name
    /// would be a second, possibly different, answer to the same question.
    case device(DeviceName)

    /// What a certificate was issued for, to issue it again.
    init(of certificate: Certificate) throws(IdentityError) {
        let names = certificate.serverNames
        let commonName = certificate.commonName ?? ""
        switch certificate.leafKind {
        case .server:
            let first = names.first?.text ?? commonName
            self = .server(try ServerNames([first]).union(names))
        case .device: self = .device(try DeviceName(commonName))
        }
    }

    /// Whose certificate it is.
    package var kind: LeafKind {
        switch self {
        case .server: .server
        case .device: .device
        }
    }

    /// The subject's common name.
    package var commonName: String {
        switch self {
        case .server(let names): names.first.text
        case .device(let name): name.text
        }
    }

    /// The name that the certificate's and the key's file share.
    package var fileStem: String {
        switch self {
        case .server(let names): names.first.fileStem
        case .device(let name): name.text
        }
    }

    /// Told apart from the authority's name where the bare common name would equal it.
    var organizationalUnit: String {
        switch self {
        case .server: "Servers"
        case .device: "Devices"
        }
    }

    /// The one use that the extended key usage names.
    var usage: ExtendedKeyUsage.Usage {
        switch self {
        case .server: .serverAuth
        case .device: .clientAuth
        }
    }

    /// All names of a server, each in the form of its kind.
    var alternativeNames: SubjectAlternativeNames? {
        switch self {
        case .server(let names): SubjectAlternativeNames(names.all.map(\.generalName))
        case .device: nil
        }
    }
}

extension ServerName {
    fileprivate var generalName: GeneralName {
        switch self {
        case .domain(let name): .dnsName(name)
        case .address(let bytes): .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
    }
}
