namespace Wattline.Simulators.Lab;

/// <summary>Names the lab's assembly, for whoever starts it as a process.</summary>
public static class LabAssembly;
