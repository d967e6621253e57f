import SwiftASN1
package import X509

extension Certificate {
    /// The subject's first common name.
    package var commonName: String? {
        for part in subject {
            for attribute in part where attribute.type == .RDNAttributeType.commonName {
                return String(attribute.value)
            }
        }
        return nil
    }

    /// The names under which clients may reach the subject; those of other kinds are left out.
    var serverNames: [ServerName] {
        guard let names = try? extensions.subjectAlternativeNames else {
            // Unreadable names serve nobody, as none do.
            return []
        }
        return names.compactMap { name in
            switch name {
            case .dnsName(let text): try? ServerName(text)  // Nil: a name that we would not issue.
            case .ipAddress(let address): ServerName(addressBytes: address.bytes)
            default: nil
            }
        }
    }

    /// Whether the certificate says that it is for this use, or does not limit its uses.
    func serves(_ usage: ExtendedKeyUsage.Usage) -> Bool {
        guard extensions[oid: .X509ExtensionID.extendedKeyUsage] != nil else { return true }
        // Unreadable uses are none.
        return (try? extensions.extendedKeyUsage)?.contains(usage) ?? false
    }
}

extension ServerName {
    fileprivate init?(addressBytes: ArraySlice<UInt8>) {
        guard addressBytes.count == 4 || addressBytes.count == 16 else { return nil }
        self = .address(Array(addressBytes))
    }
}
