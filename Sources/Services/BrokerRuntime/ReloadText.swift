import BrokerCore
import BrokerTransport
import FaultCatalogue

/// What came of reading the files again.
package enum ReloadText {
    /// mosquitto's line.
    static let begins = "Reloading config."

    static let ends =
        "The files were read again; clients that may not stay are disconnected one by one."

    /// The configuration file itself cannot be used; what is wrong with it was told.
    package static let configurationKept =
        "Error: the configuration stays as it was, and the files that it names are read again; "
        + "correct it and reload once more (check it with apus broker --test-config)."

    static func kept(_ fault: TLSFault, _ listener: ListenerSettings, port: UInt16?) -> String {
        "Error: \(fault) What was read before counts on for "
            + "\(StartText.place(of: listener, port: port)); mend the file and reload once more "
            + "(kill -HUP) [\(id(of: fault).rawValue)]"
    }

    static func kept(_ fault: BrokerFault) -> [String] {
        StartText.lines(for: fault) + [
            "Error: the users that were read before count on; mend the file and reload once more "
                + "(kill -HUP)."
        ]
    }

    static func unknownListener(_ listener: ListenerSettings) -> String {
        "Warning: \(StartText.place(of: listener, port: nil)) is not open; a new listener needs "
            + "a restart."
    }

    static func logKept(_ fault: LogFault) -> String {
        "Error: \(fault). Lines go on into the file that was open."
    }

    private static func id(of fault: TLSFault) -> FaultID {
        switch fault {
        case .missing: .fileMissing
        case .unreadable(.key, _, _): .keyUnreadable
        case .unreadable: .fileMissing
        case .holdsNone(.revocationList, _), .malformed(.revocationList, _, _),
            .refused(.revocationList, _, _):
            .revocationListUnusable
        case .holdsNone, .malformed: .notPEM
        case .refused: .weakCryptography
        case .keyEncrypted: .keyEncrypted
        case .keyMismatch: .keyOfAnotherCertificate
        case .noAuthorities: .noAuthorities
        case .cipherList, .cipherSuites: .noCommonCipher
        case .token: .tokenUnavailable
        case .library: .certificateUnreadable
        }
    }
}
