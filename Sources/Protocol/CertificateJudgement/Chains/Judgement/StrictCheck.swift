/// What RFC 5280 wants of issuers, and `openssl verify -x509_strict` checks.
enum StrictCheck {
    /// Nil when there is nothing to say against the certificate at this depth of a chain.
    static func fault(in link: CertificateFacts, depth: Int, isLast: Bool) -> String? {
        let extensions = link.extensions
        let constraints = extensions.basicConstraints
        let isAuthority = constraints?.isAuthority ?? false
        let maySign = extensions.keyUsage?.contains(.certificateSigning) ?? false
        if depth > 0, !isAuthority || (extensions.keyUsage != nil && !maySign) {
            return "does not say that it is an authority"
        }
        if constraints?.pathLength != nil, !isAuthority { return "has a pathlen without CA:TRUE" }
        if isAuthority, constraints?.isCritical == false {
            return "has basic constraints that are not critical"
        }
        if isAuthority, extensions.keyUsage == nil { return "is an authority without key usage" }
        if !isAuthority, maySign { return "has keyCertSign without CA:TRUE" }
        if link.issuer.isEmpty { return "names no issuer" }
        if link.subject.isEmpty {
            if isAuthority || extensions.alternativeNames == nil { return "names nobody" }
            if !extensions.criticalIDs.contains(ExtensionKind.alternativeNames.rawValue) {
                return "names nobody, and its alternative names are not critical"
            }
        }
        if extensions.alternativeNames?.isEmpty ?? false { return "has no alternative names in it" }
        for kind in [ExtensionKind.authorityKeyID, .subjectKeyID]
        where extensions.criticalIDs.contains(kind.rawValue) {
            return "has a critical key identifier"
        }
        guard link.version >= 3 else {
            return extensions.objectIDs.isEmpty ? nil : "has extensions that its version forbids"
        }
        if !isLast, extensions.authorityKeyID?.keyID == nil {
            return "lacks the authority key identifier"
        }
        return isAuthority && extensions.subjectKeyID == nil
            ? "lacks the subject key identifier" : nil
    }
}
