import BrokerCore

extension OptionTable {
    /// What outlives a restart, where it is kept and how surely.
    static let persistenceOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "persistence", .broker(.flag(\.settings.persistence.isEnabled)), standard: "true",
            isReloadable: false,
            "Whether sessions, queued and retained messages and wills outlive the broker's end."),
        ConfigurationOption(
            "durability", .broker(durabilityValue), standard: "sync", isReloadable: false,
            "What an acknowledgement means. sync: the message is on disk, it survives a power cut. "
                + "interval: a power cut loses at most the messages acknowledged in that many "
                + "milliseconds, a kill of the broker none. off: a kill of the broker alone loses "
                + "none, a power cut or a crash of the system any number."),
        ConfigurationOption(
            "persistence_location", .broker(.text(\.settings.persistence.location)),
            standard: "the working directory with persistence_file; without it a folder named "
                + "after the first listener in $STATE_DIRECTORY, $XDG_STATE_HOME/apus or "
                + "~/.local/state/apus",
            isReloadable: false, "The folder of the file for what outlives the broker's end."),
        ConfigurationOption(
            "persistence_file", .broker(.text(\.settings.persistence.file)), standard: "apus.db",
            isReloadable: false,
            "The file for what outlives the broker's end, an SQLite database; "
                + "persistence_location is put in front."),
    ]

    /// The longest time after which what was acknowledged is forced to disk.
    private static let intervalMilliseconds = 1...60_000

    private static let durabilityValue = OptionValue<BrokerDraft>.other(
        "sync | interval MILLISECONDS (1 to 60000) | off"
    ) { (text, draft) throws(ProblemReason) in
        let words = text.split(whereSeparator: isBlank)
        switch (words.first, words.count) {
        case ("sync", 1): draft.settings.persistence.durability = .sync
        case ("off", 1): draft.settings.persistence.durability = .off
        case ("interval", 2):
            let number = try NumberBounds.between(intervalMilliseconds)
                .number(from: String(words[1]))
            draft.settings.persistence.durability = .interval(.milliseconds(number))
        default: throw .invalidValue(text)
        }
    }
}
