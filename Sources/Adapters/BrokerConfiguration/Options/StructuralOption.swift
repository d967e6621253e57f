/// Options that change how other lines are read.
enum StructuralOption: Sendable {
    case listener
    case port
    case bindAddress
    case includeDirectory
    case perListenerSettings

    /// What may stand behind the name.
    var form: OptionForm {
        switch self {
        case .listener: .other("PORT [ADDRESS] | 0 PATH")
        case .port: .number(.within(1...65_535))
        case .bindAddress: .text(bytesMax: nil)
        case .includeDirectory: .other("FOLDER")
        case .perListenerSettings: .flag
        }
    }
}
