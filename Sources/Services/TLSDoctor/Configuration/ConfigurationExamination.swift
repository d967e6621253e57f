import BrokerConfiguration
import BrokerCore
import CertificateJudgement
import FaultCatalogue

/// A broker's configuration with all its listeners, and the clients whose files are known.
struct ConfigurationExamination {
    let configuration: ConfigurationOutline
    let loose: LooseFiles
    let host: String?
    let now: Int64
    var report = DoctorReport()
    /// Every file that a listener names.
    private(set) var files: [ExaminedFile] = []

    init(_ configuration: ConfigurationOutline, loose: LooseFiles, host: String?, now: Int64) {
        self.configuration = configuration
        self.loose = loose
        self.host = host
        self.now = now
    }

    mutating func run() {
        for problem in configuration.problems {
            report.add(
                Finding(
                    .configurationRefused, .broker, what: problem.shortText,
                    cure: "correct that line; `apus broker -c \(ShellWord(configuration.file)) "
                        + "--test-config` says what else is wrong"))
        }
        if configuration.listeners.isEmpty { report.add(noListener) }
        for listener in configuration.listeners {
            report.add(portFindings(listener))
            report.add(accessFindings(listener))
            if listener.hasTLS {
                var examination = ListenerExamination(
                    listener, in: configuration, loose: loose, host: host, now: now)
                examination.run()
                report.append(examination.report)
                files += examination.files
            } else if let option = listener.firstTLSOption {
                report.add(withoutCertificate(listener, option))
            }
        }
    }

    private var noListener: Finding {
        Finding(
            .nobodyListens, .broker, weight: .warning,
            what:
                "'\(configuration.file)' opens no listener: mosquitto 2 then listens on port 1883 "
                + "of its own machine only",
            cure: "to be reached from elsewhere, add the lines 'listener 8883', 'certfile …', "
                + "'keyfile …', 'cafile …'; `apus cert server HOST` prints them")
    }

    private func portFindings(_ listener: ListenerOutline) -> [Finding] {
        switch listener.port {
        case 1883? where listener.hasTLS:
            [
                Finding(
                    .wrongPort, .broker, weight: .warning,
                    what:
                        "\(listener.text) speaks TLS, but 1883 is the port of plain MQTT: clients "
                        + "without TLS will try it, and fail",
                    cure: "write 'listener 8883' instead")
            ]
        case 8883? where !listener.hasTLS:
            [
                Finding(
                    .wrongPort, .broker, weight: .warning,
                    what:
                        "\(listener.text) speaks plain MQTT, but 8883 is the port of TLS: clients "
                        + "with TLS will try it, and fail",
                    cure: "give the listener certfile and keyfile: `apus cert server HOST` prints "
                        + "the lines")
            ]
        default: []
        }
    }

    private func accessFindings(_ listener: ListenerOutline) -> [Finding] {
        let names =
            listener.isOn("use_identity_as_username")
            || listener.isOn("use_subject_as_username") || listener.isOn("require_certificate")
        let allowed = listener["listener_allow_anonymous"] ?? listener["allow_anonymous"]
        let isOpen = allowed?.isTrue ?? false
        if isOpen, !names, !listener.isLocal {
            return [
                Finding(
                    .openToAnybody, .broker, weight: .warning,
                    what: "\(listener.text) lets anybody in who reaches it (allow_anonymous true, "
                        + "no client certificates)",
                    cure: "ask for a password or a certificate: 'allow_anonymous false' and "
                        + "'password_file …', or 'require_certificate true' and 'cafile …'")
            ]
        }
        let knowsUsers =
            ["password_file", "scram_file", "plugin", "auth_plugin"].contains { name in
                listener[name] != nil || configuration[name] != nil
            }
            || listener.isOn("use_identity_as_username") || listener.isOn("use_subject_as_username")
        let hasPasswords = listener["password_file"] != nil || configuration["password_file"] != nil
        if hasPasswords, !listener.hasTLS, !listener.isLocal {
            return [
                Finding(
                    .secretsInPlainText, .broker, weight: .warning,
                    what: "\(listener.text) takes passwords without TLS: they cross the network in "
                        + "plain text, for everybody on the way to read",
                    cure: "give the listener certfile and keyfile: `apus cert server HOST` prints "
                        + "the lines")
            ]
        }
        if !isOpen, !knowsUsers, configuration["plugin"] == nil {
            return [
                Finding(
                    .notAuthorized, .broker, weight: .warning,
                    what: "\(listener.text) lets nobody in: allow_anonymous is false (its default "
                        + "since mosquitto 2), and there is no password_file",
                    cure: "name the users: `sudo mosquitto_passwd -c /etc/mosquitto/passwd USER` "
                        + "and 'password_file /etc/mosquitto/passwd', or with client certificates "
                        + "'use_identity_as_username true'")
            ]
        }
        return []
    }

    private func withoutCertificate(_ listener: ListenerOutline, _ option: String) -> Finding {
        Finding(
            .fileMissing, .broker,
            what: "\(listener.text) has '\(option)', but neither certfile nor keyfile: it speaks "
                + "plain MQTT",
            cure: "add 'certfile …' and 'keyfile …': `apus cert server HOST` prints the lines")
    }
}

extension ConfigurationProblem {
    /// The problem with the file and line where it is.
    fileprivate var shortText: String {
        let sentence = text.hasSuffix(".") ? String(text.dropLast()) : text
        return sentence.replacing("Error: ", with: "").replacing("Warning: ", with: "")
    }
}

extension ListenerOutline {
    /// An option that only TLS gives a meaning.
    fileprivate var firstTLSOption: String? {
        ["cafile", "capath", "crlfile", "require_certificate", "tls_version", "ciphers"].first {
            self[$0] != nil && self[$0]?.value != "false"
        }
    }
}
