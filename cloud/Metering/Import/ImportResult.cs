namespace Wattline.Cloud.Metering.Import;

/// <summary>What an import did, or in a dry run would do.</summary>
/// <param name="Applied">Whether the registry now holds the file's good lines.</param>
/// <param name="Lines">Meters in the file.</param>
/// <param name="Added">Meters that the registry did not know.</param>
/// <param name="Changed">Meters, or their concentrators, that it knew otherwise.</param>
/// <param name="Unchanged">Meters that it knew like this.</param>
/// <param name="PlansMade">New plan versions.</param>
/// <param name="RegistryVersion">The registry's version afterwards.</param>
/// <param name="Errors">The errors, by line, at most <see cref="Registry.RegistryLimits.ImportErrorsMax"/>.</param>
/// <param name="ErrorsTotal">How many there were.</param>
public sealed record ImportResult(
    bool Applied,
    int Lines,
    int Added,
    int Changed,
    int Unchanged,
    int PlansMade,
    long RegistryVersion,
    IReadOnlyList<ImportError> Errors,
    int ErrorsTotal);
