namespace Wattline.Simulators.EventHub;

/// <content>Faults, drawn from one seed in the order of publications.</content>
public sealed partial class EventHubEndpoint
{
    internal Fault DrawLocked()
    {
        var faults = Settings.Faults;
        if (!faults.Any)
        {
            return Fault.None;
        }
        double draw = _faults.NextDouble();
        var fault = draw < faults.Busy ? Fault.Busy
            : (draw -= faults.Busy) < faults.StoredAndCut ? Fault.StoredAndCut
            : (draw -= faults.StoredAndCut) < faults.Cut ? Fault.Cut
            : draw - faults.Cut < faults.Detached ? Fault.Detached : Fault.None;
        Counters.Faults += fault is Fault.Busy or Fault.Detached ? 1 : 0;
        return fault;
    }
}
