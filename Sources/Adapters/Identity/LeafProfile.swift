import SwiftASN1
import X509

/// What a certificate below the authority is for, which decides its name and its extensions.
package enum LeafProfile: Hashable, Sendable {
    /// Proves to clients that the server has these names.
    case server(ServerNames)
    /// Proves to a broker which device this is. The common name alone says so: an alternative name
    /// would be a second, possibly different, answer to the same question.
    case device(DeviceName)

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
