/// The way from a shown certificate to one that is trusted, as OpenSSL and BoringSSL look for it.
struct ChainPath {
    enum End {
        /// The last one is trusted and needs nobody above it.
        case anchored
        /// The last one looks self-signed and is not trusted.
        case selfSigned
        /// Nobody has the last one's issuer.
        case issuerUnknown
    }

    /// The shown certificate first, each followed by its issuer.
    private(set) var links: [CertificateFacts]
    let end: End

    /// Those who are trusted are asked first; once one of them is found, only they are.
    init(from leaf: CertificateFacts, by chain: ChainCase) {
        var links = [leaf]
        var last = leaf
        var end: End?
        var isTrusted = false
        let linksMax = chain.presented.count + chain.anchors.count
        while end == nil {
            let trusted = Self.issuer(of: last, among: chain.anchors, at: chain.now)
            if last.looksSelfSigned {
                let isAnchor = isTrusted || chain.anchors.contains { $0.der == last.der }
                end = isAnchor ? .anchored : .selfSigned
            } else if links.count > linksMax {
                end = .issuerUnknown
            } else if let trusted {
                (last, isTrusted) = (trusted, true)
                links.append(trusted)
            } else if !isTrusted, let shown = Self.next(after: links, by: chain) {
                last = shown
                links.append(shown)
            } else {
                end = .issuerUnknown
            }
        }
        self.links = links
        self.end = end ?? .issuerUnknown
    }

    var leaf: CertificateFacts { links[0] }
    var last: CertificateFacts { links[links.count - 1] }

    /// Each with its issuer.
    var steps: [(child: CertificateFacts, issuer: CertificateFacts, depth: Int)] {
        zip(links, links.dropFirst()).enumerated().map { place, pair in
            (pair.0, pair.1, place)
        }
    }

    private static func next(
        after links: [CertificateFacts], by chain: ChainCase
    ) -> CertificateFacts? {
        let others = chain.presented.filter { shown in
            !links.contains { $0.der == shown.der }
        }
        return links.last.flatMap { issuer(of: $0, among: others, at: chain.now) }
    }

    /// The first that is good now, or else the one that was good last.
    private static func issuer(
        of child: CertificateFacts, among others: [CertificateFacts], at now: Int64
    ) -> CertificateFacts? {
        let candidates = others.filter { $0.mayHaveIssued(child) }
        return candidates.first { $0.isGood(at: now) }
            ?? candidates.max { $0.notAfter < $1.notAfter }
    }
}
