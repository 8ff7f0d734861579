"""The same two graphs by PyTorch's own exporters: torch_export.py MODEL.pt FOLDER default|old"""

import sys
from pathlib import Path

import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(784, 400), nn.Linear(400, 20), nn.Linear(400, 20)

    def forward(self, x):
        hidden = torch.relu(self.fc1(x))
        return self.fc21(hidden), self.fc22(hidden)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def forward(self, z):
        logits = self.fc4(torch.relu(self.fc3(z)))
        return logits, torch.sigmoid(logits)


checkpoint, folder, exporter = torch.load(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
folder.mkdir(exist_ok=True)
for name, graph, example, inputs, outputs in (
    ("encoder", Encoder(), torch.zeros(2, 784), ["x"], ["mean", "logvar"]),
    ("decoder", Decoder(), torch.zeros(2, 20), ["z"], ["logits", "recon"]),
):
    graph.load_state_dict({key: checkpoint[key] for key in graph.state_dict()})
    options = dict(input_names=inputs, output_names=outputs, opset_version=18, verbose=False)
    if exporter == "default":
        options |= dict(dynamo=True, dynamic_shapes=({0: torch.export.Dim("N")},))
    else:
        options |= dict(dynamo=False, dynamic_axes={key: {0: "N"} for key in inputs + outputs})
    torch.onnx.export(graph.eval(), (example,), str(folder / f"{name}.onnx"), **options)
