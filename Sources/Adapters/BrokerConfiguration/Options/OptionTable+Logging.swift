import BrokerCore

extension OptionTable {
    /// What is logged, and where.
    static let loggingOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "log_dest", .broker(destinationValue), standard: "stderr", isReloadable: false,
            "Where log lines go; may be written several times, none silences the ones above. A "
                + "file is opened anew on SIGHUP, for whoever rotates it."),
        ConfigurationOption(
            "log_type", .broker(typesValue), standard: "error, warning, notice and information",
            isReloadable: false,
            "Which kinds of line are logged; may be written several times."),
        ConfigurationOption(
            "log_timestamp", .broker(.flag(\.hasLogTimestamp)), standard: "true",
            isReloadable: false,
            "Whether each line begins with the time."),
        ConfigurationOption(
            "log_timestamp_format", .broker(.text(\.logTimestampFormat)),
            standard: "seconds since 1970", isReloadable: false,
            "How the time is written, as strftime has it, for example %Y-%m-%dT%H:%M:%S."),
        ConfigurationOption(
            "connection_messages", .broker(.flag(\.settings.logging.logsConnections)),
            standard: "true", isReloadable: false, "Whether clients that come and go are logged."),
    ]

    private static let typesByName: [String: LogTypes] = [
        "error": .error, "warning": .warning, "notice": .notice, "information": .information,
        "debug": .debug, "subscribe": .subscribe, "unsubscribe": .unsubscribe,
        "websockets": .webSockets, "all": .all, "none": [],
    ]

    private static let typesValue = OptionValue<BrokerDraft>.other(
        "error | warning | notice | information | debug | subscribe | unsubscribe | websockets"
            + " | all | none"
    ) { (text, draft) throws(ProblemReason) in
        var types = draft.logTypes ?? []
        for word in text.split(whereSeparator: isBlank) {
            guard let named = typesByName[String(word)] else { throw .invalidValue(String(word)) }
            types = named.isEmpty ? [] : types.union(named)
        }
        draft.logTypes = types
    }

    private static let destinationValue = OptionValue<BrokerDraft>.other(
        "stderr | stdout | syslog | file PATH | none"
    ) { (text, draft) throws(ProblemReason) in
        let destination: LogDestination
        switch text {
        case "none":
            draft.logDestinations = []
            return
        case "stderr": destination = .standardError
        case "stdout": destination = .standardOutput
        case "syslog": destination = .systemLog
        case "topic": throw .ignored(why: "log lines are not published on $SYS topics yet")
        case "file": throw .emptyValue
        default:
            guard text.hasPrefix("file ") else { throw .invalidValue(text) }
            if draft.logsToFile { throw .duplicateValue }
            destination = .file(path: String(text.dropFirst(5).drop(while: isBlank)))
        }
        let earlier = draft.logDestinations ?? []
        draft.logDestinations = earlier.contains(destination) ? earlier : earlier + [destination]
    }
}
