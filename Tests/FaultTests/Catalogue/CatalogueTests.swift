import FaultCatalogue
import Testing

/// What is promised of the catalogue's pages.
@Suite struct CatalogueTests {
    @Test func `every fault has its own page`() {
        for id in FaultID.allCases { #expect(id.fault.id == id, "\(id)") }
        #expect(Set(Fault.all.map(\.title)).count == FaultID.allCases.count)
    }

    @Test func `every name is three digits behind its group`() throws {
        for id in FaultID.allCases {
            let parts = id.rawValue.split(separator: "-")
            #expect(parts.count == 2 && ["TLS", "NET", "MQTT"].contains(parts[0]), "\(id)")
            #expect(parts[1].count == 3 && Int(parts[1]) != nil, "\(id)")
        }
    }

    @Test(arguments: Fault.all)
    func `a page says what it looks like, where it comes from and what to do`(fault: Fault) {
        #expect((2...15).contains(fault.symptoms.count))
        #expect(Set(fault.symptoms.map(\.program)).count == fault.symptoms.count)
        #expect(fault.symptoms.allSatisfy { !$0.text.isEmpty && !$0.text.contains("\n") })
        #expect((10...120).contains(fault.title.count) && fault.title.last != ".")
        #expect(fault.cause.count > 50 && fault.cause.last == ".")
        #expect(fault.cure.count > 8 && fault.cure.last == ".")
        #expect(!fault.commands.isEmpty && !fault.reference.isEmpty)
        let text = [fault.title, fault.cause, fault.cure, fault.reference].joined().lowercased()
        for word in ["todo", "tbd", "fixme", "lorem", "???"] { #expect(!text.contains(word)) }
    }

    @Test(arguments: [
        ("unknown ca", FaultID.issuerNotTrusted),
        (
            "1654094034: OpenSSL Error: error:14094418:SSL routines:ssl3_read_bytes:"
                + "tlsv1 alert unknown ca", .sharedSubjectName
        ),
        ("host name verification failed", .hostNameNotInCertificate),
        ("key values mismatch", .keyOfAnotherCertificate),
        ("bad end line", .blocksJoined),
        ("BR_ERR_X509_EXPIRED", .certificateExpired),
        (
            "[SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required",
            .clientCertificateMissing
        ),
        ("ERR_TLS_CERT_ALTNAME_INVALID", .hostNameNotInCertificate),
        ("wrong version number", .wrongPort),
        ("Connection refused", .nobodyListens),
        ("identifier rejected", .clientIDRefused),
    ])
    func `words of an error message lead to its page`(words: String, id: FaultID) {
        #expect(Fault.search(words).contains { $0.id == id })
    }

    @Test func `words that stand nowhere lead nowhere`() {
        #expect(Fault.search("zymurgy").isEmpty)
        #expect(Fault.search("").isEmpty)
        #expect(Fault.search("... !").isEmpty)
    }

    @Test func `a whole line of a log leads to few pages`() {
        let line =
            "OpenSSL Error[0]: error:0A0000C7:SSL routines::peer did not return a certificate"
        #expect(Fault.search(line).map(\.id) == [.clientCertificateMissing])
    }
}
