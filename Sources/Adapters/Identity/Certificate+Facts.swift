import SwiftASN1
package import X509

extension Certificate {
    /// The subject's first common name.
    package var commonName: String? { subject.firstCommonName }

    /// The serial number without leading zeros, as ledgers and lists are compared by it.
    package var serialBytes: [UInt8] { Array(serialNumber.bytes.drop { $0 == 0 }) }

    /// The names under which clients may reach the subject; those of other kinds are left out.
    var serverNames: [ServerName] {
        guard let names = try? extensions.subjectAlternativeNames else {
            // Unreadable names serve nobody, as none do.
            return []
        }
        return names.compactMap { ServerName($0) }
    }

    /// Whether the certificate says that it is for this use, or does not limit its uses.
    func serves(_ usage: ExtendedKeyUsage.Usage) -> Bool {
        guard extensions[oid: .X509ExtensionID.extendedKeyUsage] != nil else { return true }
        // Unreadable uses are none.
        return (try? extensions.extendedKeyUsage)?.contains(usage) ?? false
    }
}

extension DistinguishedName {
    /// The first common name, nil when there is none or its text has an outdated encoding.
    var firstCommonName: String? {
        for part in self {
            for attribute in part where attribute.type == .RDNAttributeType.commonName {
                return String(attribute.value)
            }
        }
        return nil
    }
}
