namespace Wattline.Cloud.Contracts;

/// <summary>Why an event was not understood.</summary>
/// <param name="Field">The field, e.g. "data.readings[3].values".</param>
/// <param name="Reason">What is wrong with it.</param>
public sealed record ContractFault(string Field, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Reason}";
}
