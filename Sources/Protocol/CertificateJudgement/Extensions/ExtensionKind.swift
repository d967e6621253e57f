/// Extensions whose values are read, by their object identifiers.
enum ExtensionKind: String {
    case subjectKeyID = "2.5.29.14"
    case keyUsage = "2.5.29.15"
    case alternativeNames = "2.5.29.17"
    case basicConstraints = "2.5.29.19"
    case nameConstraints = "2.5.29.30"
    case listLocations = "2.5.29.31"
    case authorityKeyID = "2.5.29.35"
    case purposes = "2.5.29.37"
}
