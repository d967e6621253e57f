import X509

extension IdentityStore {
    /// Notes certificates before they are written: what the ledger has and nobody holds is
    /// harmless.
    ///
    /// The caller holds the folder's lock.
    func record(_ issued: [(certificate: Certificate, path: String)]) throws(IdentityError) {
        var ledger = try Ledger(reading: authorityFiles.ledger)
        for (certificate, path) in issued {
            ledger.record(LedgerEntry(certificate, file: FilePath.name(of: path)))
        }
        try ledger.write(to: authorityFiles.ledger)
    }

    /// The authority's records; none when it has signed nothing yet.
    package func ledger() throws(IdentityError) -> Ledger {
        try Ledger(reading: authorityFiles.ledger)
    }
}

extension LedgerEntry {
    /// A certificate that counts, under the name of its file.
    init(_ certificate: Certificate, file: String) {
        self.init(
            status: .valid, notAfter: certificate.notValidAfter,
            serialNumber: certificate.serialBytes, file: Self.fieldText(file),
            subject: Self.fieldText("/CN=" + (certificate.commonName ?? "")))
    }
}
