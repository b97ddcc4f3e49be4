namespace Wattline.Cloud.Metering.Plans;

/// <summary>A meter as a plan holds it.</summary>
/// <param name="Id">The meter's id.</param>
/// <param name="Line">Index of the line.</param>
/// <param name="Address">Its address on the line.</param>
/// <param name="Template">Index of its template in the plan.</param>
/// <param name="Baud">Bits a second.</param>
/// <param name="Phases">1 or 3.</param>
/// <param name="MaxKw">kW, decimal text.</param>
public sealed record PlanMeter(string Id, int Line, string Address, int Template, int Baud, int Phases, string MaxKw);
